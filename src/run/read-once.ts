import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Trial } from "../record.ts";
import { type Line, readLineBatches } from "./lines.ts";
import { type Damage, readTrials, scanTrials, TRIALS_FILE } from "./scan.ts";
import { type SeenIds, seenIds } from "./seen-ids.ts";
import { createTrialReader } from "./trial-reader.ts";

/**
 * Hands over the trials of a run folder in one pass, one in memory at a time, and returns the lines that are no trial.
 * "repeated" where an id comes twice: only its last line counts, and what was handed over is not to be used; see
 * `readLast`. That happens where a run tried failed trials again.
 */
export async function readOnce(
  folder: string,
  take: (trial: Trial) => void,
): Promise<readonly Damage[] | "repeated"> {
  const file = join(folder, TRIALS_FILE);
  let seen: SeenIds | undefined;
  const read = createTrialReader();
  const damaged: Damage[] = [];
  for await (const lines of readLineBatches(file)) {
    seen ??= seenIds(await linesExpected(file, lines));
    for (const { number, text, ended, tooLong } of lines) {
      const trial = tooLong ? undefined : read(text);
      if (trial === undefined) {
        if (text !== "" || tooLong) damaged.push({ line: number, torn: !ended });
        continue;
      }
      seen.add(trial.id);
      take(trial);
    }
  }
  return seen?.repeated() ? "repeated" : damaged;
}

/** Were all lines as long as the first ones. */
async function linesExpected(file: string, first: readonly Line[]): Promise<number> {
  return (await stat(file)).size / ((first.at(-1)?.endByte ?? 1) / first.length);
}

/** Hands over every trial as it stands, whether its id comes again or not: for a second look at a record known by one. */
export async function readEach(folder: string, take: (trial: Trial) => void): Promise<void> {
  const read = createTrialReader();
  for await (const lines of readLineBatches(join(folder, TRIALS_FILE)))
    for (const { text, tooLong } of lines) {
      const trial = tooLong ? undefined : read(text);
      if (trial !== undefined) take(trial);
    }
}

/** The same in two passes, each id once. */
export async function readLast(folder: string, take: (trial: Trial) => void): Promise<readonly Damage[]> {
  const scan = await scanTrials(folder);
  for await (const trial of readTrials(folder, scan)) take(trial);
  return scan.damaged;
}
