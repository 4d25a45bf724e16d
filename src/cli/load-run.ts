import type { Manifest, Trial } from "../record.ts";
import { openManifest } from "../run/merge.ts";
import { type Damage, readTrials, scanTrials } from "../run/scan.ts";
import { printMessage } from "./console.ts";

/** A recorded run in memory. */
export interface LoadedRun {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
}

/** Reads a run folder; says which lines are damaged. Throws `input-file`. */
export async function loadRun(folder: string): Promise<LoadedRun> {
  const manifest = await openManifest(folder);
  const scan = await scanTrials(folder);
  tellDamage(scan.damaged, "it is not used; the run's command runs its trial again");
  const trials: Trial[] = [];
  for await (const trial of readTrials(folder, scan)) trials.push(trial);
  return { folder, manifest, trials };
}

/** One line on stderr for each damaged line of a record. */
export function tellDamage(damaged: readonly Damage[], consequence: string): void {
  for (const { line, torn } of damaged) {
    const what = torn ? "was cut short when a run ended" : "is damaged";
    printMessage(`midspan: line ${line} of trials.jsonl ${what}; ${consequence}`);
  }
}
