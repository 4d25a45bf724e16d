import { join } from "node:path";
import type { Finding } from "../findings.ts";
import type { Trial } from "../record.ts";
import type { Ended } from "./ask-models.ts";
import { exitOf } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { writeFindings } from "./present.ts";
import { runSettings } from "./run.ts";
import { settingsFrom } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

export interface RecallFlags {
  readonly model: readonly string[];
  readonly length: string;
  readonly depths: string;
  readonly trials: string;
  readonly seed: string;
  readonly output: string;
  readonly quiet?: boolean;
}

export interface Recalled {
  readonly trials: Iterable<Trial>;
  readonly findings: readonly Finding[];
}

/** The facts, as an ordinary run; undefined where it was interrupted or stopped, the exit code is set then. */
export async function recallRun(
  caches: readonly string[],
  flags: RecallFlags,
  own: Partial<SweepFlags> = {},
  name = "recall",
): Promise<Recalled | undefined> {
  const folder = join(flags.output, name);
  const all: SweepFlags = {
    ...{ baselines: false, preflight: true, report: true, yes: true },
    model: flags.model,
    cache: caches,
    task: ["needle"],
    lengths: flags.length,
    depths: flags.depths,
    trials: flags.trials,
    seed: flags.seed,
    ...own,
    output: folder,
    ...(flags.quiet === undefined ? {} : { quiet: flags.quiet }),
  };
  let recalled: Recalled | undefined;
  await runSettings(settingsFrom(all), all, async (ended: Ended, where) => {
    const exit = exitOf(ended);
    if (exit !== EXIT.done) {
      process.exitCode = exit;
      return printMessage(`midspan: not complete; the same command continues it: ${where}`);
    }
    const run = await loadRun([where], where);
    const models = ended.map(({ model }) => model);
    const { findings } = await writeFindings(run, {
      folder: where,
      excerpts: () => excerptsOf(run.manifest, run.record.shown, models),
    });
    recalled = { trials: run.trials, findings };
  });
  return recalled;
}
