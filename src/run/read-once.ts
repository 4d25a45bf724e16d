import { join } from "node:path";
import type { Trial } from "../record.ts";
import { idOf, type RecordRow } from "../record-row.ts";
import { type ByteRange, type LineBytes, readLineBatches } from "./lines.ts";
import { type RecordPart, wholeRecords } from "./record-parts.ts";
import { type Damage, readTrials, scanTrials, TRIALS_FILE } from "./scan.ts";
import { isRepeated, type SeenIds, seenIds } from "./seen-ids.ts";
import { createTrialReader } from "./trial-reader.ts";

/** What reading a part of a record found besides its trials. */
export interface PartRead {
  /** Lines of the part, empty ones too. */
  readonly lines: number;
  /** Lines that are no trial, counted from the first of the part. */
  readonly damaged: readonly Damage[];
  /** Those of its trials, for `isRepeated`. */
  readonly ids: Float64Array;
}

/** Hands over the trials of a part of a record in one pass, one in memory at a time. */
export async function readPart(part: RecordPart, take: (row: RecordRow) => void): Promise<PartRead> {
  let seen: SeenIds | undefined;
  let count = 0;
  const read = createTrialReader();
  const damaged: Damage[] = [];
  for await (const { bytes, lines } of readLineBatches(join(part.folder, TRIALS_FILE), part)) {
    seen ??= seenIds(linesExpected(part, lines));
    count += lines.length;
    for (const { number, start, end, ended, tooLong } of lines) {
      const row = tooLong ? undefined : read(bytes, start, end);
      if (row === undefined) {
        if (start < end || tooLong) damaged.push({ line: number, torn: !ended });
        continue;
      }
      seen.add(idOf(row));
      take(row);
    }
  }
  return { lines: count, damaged, ids: seen?.keys() ?? new Float64Array(0) };
}

/** Fewer bytes than a trial takes: lines of less are damaged or empty. */
const SHORTEST = 200;

/** Were all lines as long as the first ones. */
function linesExpected({ start, end }: ByteRange, first: readonly LineBytes[]): number {
  const bytes = ((first.at(-1)?.endByte ?? start + 1) - start) / first.length;
  return (end - start) / Math.max(SHORTEST, bytes);
}

/**
 * Hands over the trials of a run folder in one pass, one in memory at a time, and returns the lines that are no trial.
 * "repeated" where an id comes twice: only its last line counts, and what was handed over is not to be used; see
 * `readLast`. That happens where a run tried failed trials again.
 */
export async function readOnce(
  folder: string,
  take: (row: RecordRow) => void,
): Promise<readonly Damage[] | "repeated"> {
  const [whole] = (await wholeRecords([folder])) as [RecordPart];
  return damageOf([await readPart(whole, take)]);
}

/** What was found of one record that was read in parts, in their order. */
export function damageOf(parts: readonly PartRead[]): readonly Damage[] | "repeated" {
  const damaged: Damage[] = [];
  let lines = 0;
  for (const part of parts) {
    for (const { line, torn } of part.damaged) damaged.push({ line: line + lines, torn });
    lines += part.lines;
  }
  return isRepeated(parts.map(({ ids }) => ids)) ? "repeated" : damaged;
}

/** Hands over every trial as it stands, whether its id comes again or not: for a second look at a record known by one. */
export async function readEach(folder: string, take: (row: RecordRow) => void): Promise<void> {
  const read = createTrialReader();
  for await (const { bytes, lines } of readLineBatches(join(folder, TRIALS_FILE)))
    for (const { start, end, tooLong } of lines) {
      const row = tooLong ? undefined : read(bytes, start, end);
      if (row !== undefined) take(row);
    }
}

/** The same in two passes, each id once. */
export async function readLast(folder: string, take: (trial: Trial) => void): Promise<readonly Damage[]> {
  const scan = await scanTrials(folder);
  for await (const trial of readTrials(folder, scan)) take(trial);
  return scan.damaged;
}
