import { join } from "node:path";
import type { Manifest } from "../record.ts";
import { systemClock } from "../run/clock.ts";
import { execute, type Outcome } from "../run/execute.ts";
import { createFailureGate } from "../run/failure-gate.ts";
import { countTrials, families } from "../run/plan.ts";
import { openRunFolder, type RunFolder } from "../run/run-folder.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { watchInterrupt } from "./interrupt.ts";
import { loadRun, tellDamage } from "./load-run.ts";
import { manifestOf } from "./manifest-of.ts";
import { openSettings } from "./open-settings.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import { present } from "./present.ts";
import { createProgress, type Progress } from "./progress.ts";
import type { Settings } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

const ATTEMPTS = 4;

/** `midspan run`: asks every trial that the record lacks, then reports. */
export async function run(config: string | undefined, flags: SweepFlags): Promise<void> {
  if (flags.dryRun) return (await import("./plan.ts")).plan(config, flags);
  const settings = await openSettings(config, flags);
  const sweep = await openSweep(settings, { prefixCache: flags.prefix !== "fresh" });
  try {
    const manifest = manifestOf(sweep, settings);
    const folder = await openRunFolder(settings.output ?? defaultFolder(manifest), manifest);
    const progress = createProgress(progressStyle(flags));
    let outcome: Outcome;
    try {
      outcome = await ask(sweep, settings, folder, progress, flags.quiet === true);
      if (outcome === "complete") await folder.finish(new Date().toISOString());
    } finally {
      progress.stop();
      await folder.close();
    }
    await conclude(outcome, folder.folder, sweep.models, flags);
  } finally {
    await closeModels(sweep.models);
  }
}

async function ask(
  sweep: Sweep,
  settings: Settings,
  folder: RunFolder,
  progress: Progress,
  quiet: boolean,
): Promise<Outcome> {
  const total = countTrials(sweep);
  const done = countDone(sweep, folder);
  tellDamage(folder.scan.damaged, "its trial runs again");
  if (!quiet) announce(sweep, folder, total, done);
  await progress.start(total, done);
  const interrupt = watchInterrupt(progress.note, progress.stop);
  const gate = createFailureGate(settings.maxFailed, total - done);
  try {
    for (const model of sweep.models) {
      progress.model(model.id);
      const outcome = await execute(families(sweep, model), {
        sweep,
        model,
        gate,
        attempts: ATTEMPTS,
        timeoutMs: settings.timeoutS * 1000,
        clock: systemClock,
        ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
        drain: interrupt.drain,
        isDone: folder.isDone,
        onTrial: async (trial) => {
          await folder.append(trial);
          progress.trial(trial);
        },
      });
      if (outcome !== "complete") return outcome;
    }
    return "complete";
  } finally {
    interrupt.release();
  }
}

/** Only trials of this plan: a record may hold others, from a merge for example. */
function countDone(sweep: Sweep, folder: RunFolder): number {
  if (folder.scan.last.size === 0) return 0;
  let done = 0;
  for (const model of sweep.models)
    for (const { trials } of families(sweep, model))
      done += trials.filter(({ id }) => folder.isDone(id)).length;
  return done;
}

function announce(sweep: Sweep, { folder }: RunFolder, total: number, done: number): void {
  const { models, tasks, lengths, depths, trials } = sweep;
  printMessage(
    `${count(models.length, "model")} × ${count(tasks.length, "task")} × ${count(lengths.length, "length")} × ` +
      `${count(depths.length, "depth")} × ${count(trials, "document")}: ${total.toLocaleString("en")} trials` +
      `${done > 0 ? `, ${done.toLocaleString("en")} of them recorded` : ""} -> ${folder}`,
  );
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

async function conclude(
  outcome: Outcome,
  folder: string,
  models: readonly Model[],
  flags: SweepFlags,
): Promise<void> {
  if (outcome === "complete") {
    const { manifest, trials } = await loadRun(folder);
    return present(manifest, trials, {
      ...(flags.report ? { folder } : {}),
      ...(flags.json ? { json: true } : {}),
      excerpts: () => excerptsOf(manifest, trials, models),
    });
  }
  if (outcome === "interrupted") {
    printMessage(`midspan: stopped; the same command continues it: ${folder}`);
    process.exitCode = EXIT.interrupted;
    return;
  }
  const { lastFailure } = await import("./last-failure.ts");
  printMessage(`midspan: too many trials failed; --max-failed stops a run: ${folder}`);
  printMessage(`         the last: ${plainLine(await lastFailure(folder), 400)}`);
  process.exitCode = EXIT.tooManyFailed;
}

function progressStyle(flags: SweepFlags): "bar" | "lines" | "none" {
  if (flags.quiet) return "none";
  return process.stderr.isTTY ? "bar" : "lines";
}

/** The same plan finds its folder again. */
function defaultFolder({ plan, planHash }: Manifest): string {
  const [first = "run"] = plan.models;
  const name = first.replace(/[^\w.-]+/g, "-").slice(0, 40);
  return join("reports", `${name}-${planHash.slice(0, 8)}`);
}
