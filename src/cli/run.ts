import { join } from "node:path";
import type { Manifest } from "../record.ts";
import { countRecorded, countTrials } from "../run/plan.ts";
import { openRunFolder, type RunFolder } from "../run/run-folder.ts";
import type { Sweep } from "../run/sweep.ts";
import { askModels, type Ended } from "./ask-models.ts";
import { conclude } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { watchInterrupt } from "./interrupt.ts";
import { tellDamage } from "./load-run.ts";
import { manifestOf } from "./manifest-of.ts";
import { openSettings } from "./open-settings.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import { createProgress, type Progress } from "./progress.ts";
import type { Settings } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** `midspan run`: asks every trial that the record lacks, then reports. */
export async function run(config: string | undefined, flags: SweepFlags): Promise<void> {
  if (flags.dryRun) return (await import("./plan.ts")).plan(config, flags);
  const settings = await openSettings(config, flags);
  const sweep = await openSweep(settings, { prefixCache: flags.prefix !== "fresh" });
  try {
    const manifest = manifestOf(sweep, settings);
    const folder = await openRunFolder(settings.output ?? defaultFolder(manifest), manifest);
    const progress = createProgress(progressStyle(flags));
    let ended: Ended;
    try {
      ended = await ask(sweep, settings, folder, progress, flags.quiet === true);
      const complete = ended.every(({ outcome }) => outcome?.end === "complete");
      if (complete) await folder.finish(new Date().toISOString());
    } finally {
      progress.stop();
      await folder.close();
    }
    await conclude(ended, folder.folder, flags);
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
): Promise<Ended> {
  const total = countTrials(sweep);
  const recorded = countRecorded(sweep, folder);
  const done = [...recorded.values()].reduce((sum, n) => sum + n, 0);
  tellDamage(folder.scan.damaged, "its trial runs again");
  if (!quiet) announce(sweep, folder, total, done);
  await progress.start(total, done);
  const interrupt = watchInterrupt(progress.note, progress.stop);
  const { drain } = interrupt;
  const onEvent = (): void => undefined;
  try {
    return await askModels({ sweep, settings, folder, progress, recorded, drain, onEvent });
  } finally {
    interrupt.release();
  }
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
