import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { exitOf } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { writeInside } from "./inside.ts";
import { loadRun } from "./load-run.ts";
import { decimal } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { writeFindings } from "./present.ts";
import { runSettings } from "./run.ts";
import { type Settings, settingsFrom, type TaskSetting } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** What every experiment with prompts takes. */
export interface ExperimentFlags {
  readonly model: readonly string[];
  readonly cache?: readonly string[];
  readonly baseUrl?: string;
  readonly seed?: string;
  readonly margin?: string;
  readonly temperature?: string;
  readonly haystack?: string;
  readonly concurrency?: string;
  readonly timeout?: string;
  readonly maxCost?: string;
  readonly prices?: string;
  readonly maxFailed?: string;
  readonly preflight: boolean;
  readonly yes?: boolean;
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What an experiment asks. */
export interface Experiment {
  readonly tasks: readonly TaskSetting[];
  readonly lengths: string;
  readonly depths: string;
  readonly trials: number;
  readonly needles?: string;
  readonly judge?: Settings["judge"];
}

/**
 * Asks an experiment as a run folder with its report. Undefined where it is not complete; the exit code is set then.
 *
 * @param inside what is measured beside the trials, once they are there; see `inside.ts`
 */
export async function runExperiment(
  experiment: Experiment,
  flags: ExperimentFlags,
  inside?: (folder: string, models: readonly string[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[] | undefined> {
  const made = flags.model.find((id) => id.startsWith("simulated:"));
  if (made !== undefined)
    throw new MidspanError("usage", `a simulated model reads no prompt; a model that does: ${made}`);
  const { model, cache, baseUrl, seed, margin, temperature, haystack, concurrency, timeout } = flags;
  const { maxCost, prices, maxFailed, preflight, yes, output, quiet, json } = flags;
  const { tasks, lengths, depths, trials, needles, judge } = experiment;
  const sweep: SweepFlags = {
    ...given({ cache, baseUrl, seed, margin, haystack, concurrency, timeout, maxCost, prices, maxFailed }),
    ...given({ yes, needles, quiet, json }),
    ...{ model, lengths, depths, trials: String(trials), output, preflight },
    ...{ baselines: false, report: true },
  };
  const settings: Settings = {
    ...settingsFrom(sweep),
    tasks,
    ...given({ judge }),
    ...(temperature === undefined ? {} : { temperature: decimal("--temperature", temperature) }),
  };
  let findings: readonly Finding[] | undefined;
  await runSettings(settings, sweep, async (ended, folder) => {
    const exit = exitOf(ended);
    if (exit !== EXIT.done) {
      process.exitCode = exit;
      for (const { model: one, outcome } of ended)
        if (outcome?.end === "stopped")
          printMessage(`midspan: ${one.id} stopped; ${plainLine(outcome.error.message, 400)}`);
      printMessage(`midspan: not complete; the same command continues it: ${folder}`);
      return;
    }
    const models = ended.map((one) => one.model);
    if (inside !== undefined) {
      const ids = models.map(({ id }) => id);
      await writeInside(folder, await inside(folder, ids));
    }
    const run = await loadRun([folder], folder);
    const excerpts = () => excerptsOf(run.manifest, run.record.shown, models);
    findings = (await writeFindings(run, { folder, excerpts, ...given({ prices }) })).findings;
  });
  return findings;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what is undefined. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
