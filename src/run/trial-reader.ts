import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import { emptyRow, fillRow, type RecordRow } from "../record-row.ts";
import { lineCursor, setCursor } from "./line-cursor.ts";
import { parseTrialLine } from "./trial-line.ts";
import { type TrialMould, trialMould } from "./trial-mould.ts";

/** Lines from which a mould is learned, and moulds that are tried of each line; a model and task have a handful. */
const MOST_LEARNED = 128;

/** Lines that no mould fits beyond those that one does, before moulds are given up. */
const MOST_FAILED = 1000;

/** Bytes above which a line is mostly answer, and a mould gains nothing. */
const LONG = 1 << 16;

/** Reads the line that stands there; undefined where it is no trial. One and the same row, over memory of the line. */
export type TrialReader = (bytes: Buffer, start: number, end: number) => RecordRow | undefined;

/**
 * Reads the lines of one record as `parseTrialLine` does, in a tenth of its time: nearly all of a line stands in the
 * lines before it too, so that only what differs has to be taken out. A line that is like none before it is parsed.
 */
export function createTrialReader(): TrialReader {
  const moulds: Learned[] = [];
  const line = lineCursor();
  let from = 0;
  let row: RecordRow | undefined;
  let learned = 0;
  let failed = 0;
  let last: Learned | undefined;
  const fits = (one: Learned, to: RecordRow): boolean => {
    line.at = from;
    if (!one.mould.fill(to, line)) return false;
    // A run goes through its models in turn: after this one comes what came after it before.
    if (last !== undefined) last.next = one;
    last = one;
    failed = Math.max(0, failed - 1);
    return true;
  };
  const isFitted = (to: RecordRow): boolean => {
    const guess = last?.next;
    if (guess !== undefined && fits(guess, to)) return true;
    for (let i = 0; i < moulds.length; i++) {
      const one = moulds[i] as Learned;
      if (one === guess || !fits(one, to)) continue;
      // What fitted last is tried first: the moulds of other models and tasks, whose turn is over, stay behind.
      moulds.copyWithin(1, 0, i);
      moulds[0] = one;
      return true;
    }
    failed++;
    return false;
  };
  const text = (): string => line.bytes.toString("utf8", from, line.end);
  const trialOfLine = (): Trial => {
    const trial = parseTrialLine(text());
    if (trial === undefined)
      throw new MidspanError("internal", `a mould took a line that is no trial: ${text()}`);
    return trial;
  };
  const isMoulded = (row: RecordRow): boolean => {
    try {
      return isFitted(row);
    } catch {
      failed++; // an answer with an escape that is none
      return false;
    }
  };
  return (bytes, start, end) => {
    setCursor(line, bytes, start, end);
    from = start;
    const isTried = end - start <= LONG && failed <= MOST_FAILED;
    if (isTried && row !== undefined && isMoulded(row)) {
      row.trial = trialOfLine;
      return row;
    }
    const trial = parseTrialLine(text());
    if (trial === undefined) return undefined;
    row ??= emptyRow(trial);
    fillRow(row, trial);
    if (isTried && learned++ < MOST_LEARNED) {
      const mould = trialMould(text(), trial);
      if (mould !== undefined) moulds.push({ mould, next: undefined });
    }
    return row;
  };
}

interface Learned {
  readonly mould: TrialMould;
  /** What fitted the line after the last one that this fitted. */
  next: Learned | undefined;
}
