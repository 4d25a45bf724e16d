import { assertThat, MidspanError } from "../errors.ts";
import type { Manifest } from "../record.ts";
import { systemClock } from "../run/clock.ts";
import type { RunEvent } from "../run/events.ts";
import { countRecorded, countTrials, countTrialsOfOneModel } from "../run/plan.ts";
import { openRunFolder, type RunFolder } from "../run/run-folder.ts";
import { openRunLog } from "../run/run-log.ts";
import type { Spend } from "../run/spend.ts";
import { spendingModel } from "../run/spending-model.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";
import { agreeToPlan, FEW_PROMPTS } from "./agree.ts";
import { askModels, type Ended } from "./ask-models.ts";
import { type Charges, openCharges, openSpend, spentLine } from "./charges.ts";
import { conclude, exitOf } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { createCostSoFar } from "./cost-so-far.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { watchInterrupt } from "./interrupt.ts";
import { judgingModel, openJudge, openJudgeModel } from "./judging-model.ts";
import { tellDamage } from "./load-run.ts";
import { manifestOf } from "./manifest-of.ts";
import { measureTokens } from "./measure-tokens.ts";
import { openSettings } from "./open-settings.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import type { Pace } from "./pace.ts";
import { plainLine } from "./plain-line.ts";
import { planReport } from "./plan-report.ts";
import { duration } from "./plan-words.ts";
import { preflightRun } from "./preflight-run.ts";
import { createProgress, type Progress, type ProgressStyle } from "./progress.ts";
import { hasBegun, runFolderOf } from "./run-folder-of.ts";
import type { Settings } from "./settings.ts";
import { shardOf } from "./shard.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** `midspan run`: asks every trial that the record lacks, then reports. */
export async function run(config: string | undefined, flags: SweepFlags): Promise<void> {
  if (flags.dryRun) return (await import("./plan.ts")).plan(config, flags);
  if (flags.style !== undefined || flags.width !== undefined)
    (await import("../charts/look-named.ts")).lookNamed(flags.style, flags.width);
  return runSettings(await openSettings(config, flags), flags, conclude);
}

/** Asks what the record lacks, then hands what came of it to `end`. */
export async function runSettings(
  settings: Settings,
  flags: SweepFlags,
  end: (ended: Ended, folder: string, flags: SweepFlags) => Promise<void>,
): Promise<void> {
  assertThat(
    flags.queue === undefined || settings.maxCost === undefined,
    "usage",
    () => "--max-cost is kept by one process; without --queue: both given",
  );
  const judge = await openJudgeModel(settings);
  const opened = shardOf(await openSweep(settings, { prefix: flags.prefix ?? "shared" }), flags.shard);
  try {
    const charges = await openCharges(settings, [...opened.models, ...(judge ? [judge] : [])]);
    // Named after the plan before anything was measured for it, so that the same command finds it again.
    const unmeasured = manifestOf(opened, settings);
    const place = runFolderOf(settings, unmeasured);
    await agreeToPlan(opened, { charges, settings, flags, begun: await hasBegun(place, unmeasured) });
    const spend = await openSpend(place, charges, settings);
    const spentBefore = spend?.ledger.booked() ?? 0;
    const sweep = await measureTokens(opened, settings, place, {
      say: flags.quiet === true ? () => undefined : printMessage,
      asked: (model) => spendingModel(model, spend),
    });
    const manifest = manifestOf(sweep, settings);
    const folder = await openRunFolder(place, manifest);
    const cost = createCostSoFar(charges);
    const shown = createProgress(progressStyle(flags), { costOf: cost.of });
    const progress: Progress = {
      ...shown,
      trial: (trial) => {
        cost.add(trial);
        shown.trial(trial);
      },
    };
    let ended: Ended;
    try {
      const judged = judge === undefined ? sweep : judgedSweep(sweep, judge, settings, spend);
      ended = await ask(judged, settings, folder, manifest, progress, charges, { spend, spentBefore }, flags);
      const complete = ended.every(({ outcome }) => outcome?.end === "complete");
      if (complete) await folder.finish(new Date().toISOString());
    } finally {
      progress.stop();
      await folder.close();
    }
    await end(ended, folder.folder, flags);
    if (spend !== undefined && !flags.quiet && !flags.json) printMessage(spentLine(spend, settings));
  } finally {
    await closeModels([...opened.models, ...(judge ? [judge] : [])]);
  }
}

function judgedSweep(sweep: Sweep, judge: Model, { timeoutS }: Settings, spend: Spend | undefined): Sweep {
  const asked = openJudge(judge, { timeoutMs: timeoutS * 1000, spend });
  return { ...sweep, models: sweep.models.map((model) => judgingModel(model, asked)) };
}

async function ask(
  sweep: Sweep,
  settings: Settings,
  folder: RunFolder,
  manifest: Manifest,
  progress: Progress,
  charges: Charges,
  { spend, spentBefore }: { readonly spend: Spend | undefined; readonly spentBefore: number },
  flags: SweepFlags,
): Promise<Ended> {
  const recorded = countRecorded(sweep, folder);
  tellDamage(folder.scan.damaged, "its trial runs again");
  if (flags.quiet !== true) announce(sweep, folder, sumOf(recorded), flags.told === true);
  const log = openRunLog(folder.folder, systemClock);
  const onEvent = (event: RunEvent): void => {
    log.write(event);
    progress.event(event);
  };
  await progress.start();
  const interrupt = watchInterrupt(progress.note, progress.stop);
  const { drain } = interrupt;
  try {
    const { planHash, midspan } = manifest;
    const counts = { trials: countTrials(sweep), recorded: sumOf(recorded) };
    onEvent({ event: "start", folder: folder.folder, planHash, midspan, ...counts });
    const tellProbes = (): void => {
      const usd = (spend?.ledger.booked() ?? 0) - spentBefore;
      if (usd > 0) onEvent({ event: "probed", usd });
    };
    if (!flags.preflight) tellProbes();
    else {
      const due = sweep.models.filter(({ id }) => (recorded.get(id) ?? 0) < countTrialsOfOneModel(sweep));
      const timeoutMs = settings.timeoutS * 1000;
      const say = progress.note;
      const looking = preflightRun({ sweep, models: due, timeoutMs, spend, onEvent, say });
      const paces = await looking.finally(tellProbes);
      if (counts.recorded === 0) for (const line of timeLines(sweep, charges, paces)) say(line);
    }
    const options = {
      ...{ sweep, settings, folder, progress, recorded, drain, onEvent },
      ...(spend === undefined ? {} : { spend }),
    };
    const ended =
      flags.queue === undefined
        ? await askModels(options)
        : await (await import("./ask-workers.ts")).askWorkers(
            options,
            flags.queue,
            planHash,
            flags.prefix ?? "shared",
          );
    onEvent({ event: "end", exit: exitOf(ended) });
    return ended;
  } catch (error) {
    const { code, message } =
      error instanceof MidspanError ? error : { code: "internal" as const, message: "" };
    onEvent({ event: "end", exit: exitCodeOf(code), code, message });
    throw error;
  } finally {
    interrupt.release();
    await log.close();
  }
}

/** How long it will take, where the preflight has measured it; counted from few documents. */
function timeLines(sweep: Sweep, charges: Charges, paces: ReadonlyMap<string, Pace>): readonly string[] {
  if (paces.size === 0) return [];
  const { models } = planReport(sweep, { charges, most: FEW_PROMPTS, measures: false, shared: true, paces });
  return models.flatMap(({ model, time }) =>
    time === undefined ? [] : [`midspan: ${model}: ${duration(time)} at the pace of the preflight`],
  );
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}

function announce(sweep: Sweep, folder: RunFolder, done: number, told: boolean): void {
  if (!told) for (const note of sweep.needles.notes ?? []) printMessage(`midspan: ${plainLine(note)}`);
  const { models, tasks, lengths, depths, trials, untilDecided, shard } = sweep;
  const most = untilDecided === undefined ? "" : "at most ";
  printMessage(
    `${count(models.length, "model")} × ${count(tasks.length, "task")} × ${count(lengths.length, "length")} × ` +
      `${count(depths.length, "depth")} × ${most}${count(trials, "document")}: ${most}${countTrials(sweep).toLocaleString("en")} trials` +
      `${shard === undefined ? "" : ` in shard ${shard.index}/${shard.of}`}` +
      `${done > 0 ? `, ${done.toLocaleString("en")} of them recorded` : ""} -> ${plainLine(folder.folder)}`,
  );
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function progressStyle(flags: SweepFlags): ProgressStyle {
  if (flags.quiet) return "none";
  if (flags.json) return "json";
  return process.stderr.isTTY ? "bar" : "lines";
}
