import { join } from "node:path";
import type { Trial, TrialStatus } from "../record.ts";
import { idOf } from "../record-row.ts";
import { readLineBatches, readLines } from "./lines.ts";
import { createTrialIndex, type TrialIndex } from "./trial-index.ts";
import { parseTrialLine } from "./trial-line.ts";
import { createTrialReader } from "./trial-reader.ts";

export const TRIALS_FILE = "trials.jsonl";

/** A line that is no trial. */
export interface Damage {
  readonly line: number;
  /** The last line, cut short when the writer was stopped: expected after a crash. */
  readonly torn: boolean;
}

/** What a record holds, without the trials themselves. */
export interface Scan {
  /** By trial id: the line that counts, which is the last of that id, and its status. */
  readonly last: Pick<TrialIndex, "size" | "get">;
  readonly damaged: readonly Damage[];
  /** Bytes up to the end of the last usable line. */
  readonly soundBytes: number;
  /** Whether a line feed is missing there. */
  readonly needsLineFeed: boolean;
}

/**
 * Reads the record of a run folder once; memory grows with the ids only, see `trial-index.ts`.
 *
 * @example
 * ```ts
 * const { damaged } = await scanTrials("reports/mine");
 * ```
 */
export async function scanTrials(folder: string): Promise<Scan> {
  const last = createTrialIndex();
  const read = createTrialReader();
  const damaged: Damage[] = [];
  let soundBytes = 0;
  let needsLineFeed = false;
  for await (const { bytes, lines } of readLineBatches(join(folder, TRIALS_FILE)))
    for (const { number, endByte, start, end, ended, tooLong } of lines) {
      const row = tooLong ? undefined : read(bytes, start, end);
      if (row !== undefined) last.set(idOf(row), { line: number, status: row.kind.status });
      else if (start < end || tooLong) damaged.push({ line: number, torn: !ended });
      if (row === undefined && !ended) continue;
      soundBytes = endByte;
      needsLineFeed = !ended;
    }
  return { last, damaged, soundBytes, needsLineFeed };
}

/**
 * The trials of a run folder, each id once, in the order in which they were written, one in memory at a time.
 *
 * @example
 * ```ts
 * for await (const { cell, score } of readTrials("reports/mine")) console.log(cell.depth, score?.recall);
 * ```
 */
export async function* readTrials(folder: string, scan?: Scan): AsyncGenerator<Trial> {
  const { last } = scan ?? (await scanTrials(folder));
  for await (const { number, text, tooLong } of readLines(join(folder, TRIALS_FILE))) {
    const trial = tooLong ? undefined : parseTrialLine(text);
    if (trial !== undefined && last.get(trial.id)?.line === number) yield trial;
  }
}

/** A failed or skipped trial is tried again when the run is; every other answer stands. */
export function isFinished(status: TrialStatus): boolean {
  return status !== "failed" && status !== "skipped";
}
