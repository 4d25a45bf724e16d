import type { Ended } from "./ask-models.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { plainLine } from "./plain-line.ts";
import { present } from "./present.ts";
import type { SweepFlags } from "./sweep-options.ts";

/**
 * The exit code of a run. Interrupted goes before all; then a model that was stopped (3, as a model that could not
 * be used from the start), then one that a limit of the run ended (4), --max-failed or --max-cost.
 */
export function exitOf(ended: Ended): number {
  const ends = ended.map(({ outcome }) => outcome?.end);
  if (ends.includes("interrupted") || ends.includes(undefined)) return EXIT.interrupted;
  const codes = ended.flatMap(({ outcome }) => (outcome?.end === "stopped" ? [outcome.error.code] : []));
  const [stopped] = codes.map(exitCodeOf).sort((a, b) => a - b);
  if (stopped !== undefined) return stopped;
  return ends.includes("too-many-failed") ? EXIT.stoppedByLimit : EXIT.done;
}

/** Reports a run where at least one model is complete, and says which stopped and why. */
export async function conclude(ended: Ended, folder: string, flags: SweepFlags): Promise<void> {
  process.exitCode = exitOf(ended);
  if (process.exitCode === EXIT.interrupted)
    return printMessage(`midspan: stopped; the same command continues it: ${folder}`);
  if (ended.some(({ outcome }) => outcome?.end === "complete")) {
    const run = await loadRun([folder], flags.report ? folder : undefined);
    const models = ended.map(({ model }) => model);
    await present(run, {
      ...flags,
      ...(flags.report ? { folder } : {}),
      excerpts: () => excerptsOf(run.manifest, run.record.shown, models),
    });
  }
  await tellEnds(ended, folder);
  if (process.exitCode !== EXIT.done)
    printMessage(`midspan: not complete; the same command continues it: ${folder}`);
}

/** Why models stopped before the end, where they did. */
export async function tellEnds(ended: Ended, folder: string): Promise<void> {
  for (const { model, outcome } of ended) {
    if (outcome?.end === "stopped") {
      printMessage(`midspan: ${model.id} stopped; ${plainLine(outcome.error.message, 400)}`);
      if (outcome.error.cure !== undefined) printMessage(`         ${outcome.error.cure}`);
    }
    if (outcome?.end === "too-many-failed") {
      const { lastFailure } = await import("./last-failure.ts");
      printMessage(
        `midspan: too many trials of ${model.id} failed; --max-failed stops a model there: ${folder}`,
      );
      printMessage(`         the last: ${plainLine(await lastFailure(folder, model.id), 400)}`);
    }
  }
}
