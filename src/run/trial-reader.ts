import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import { emptyRow, fillRow, type RecordRow } from "../record-row.ts";
import { lineCursor, setCursor } from "./line-cursor.ts";
import { parseTrialLine } from "./trial-line.ts";
import { type TrialMould, trialMould } from "./trial-mould.ts";

/** Lines from which a form is learned, and forms that are tried of each line; a model and task have a handful. */
const MOST_LEARNED = 128;

/** Lines that forms may fail beyond those that they fit, before they are given up. */
const MOST_FAILED = 1000;

/** Bytes above which a line is mostly answer, and a form gains nothing. */
const LONG = 1 << 16;

/** Reads the line that stands there; undefined where it is no trial. One and the same row, over memory of the line. */
export type TrialReader = (bytes: Buffer, start: number, end: number) => RecordRow | undefined;

/**
 * Reads the lines of one record as `parseTrialLine` does, in a tenth of its time: nearly all of a line stands in the
 * lines before it too, so that only what differs has to be taken out. A line that is like none before it is parsed.
 */
export function createTrialReader(): TrialReader {
  const forms: Form[] = [];
  const line = lineCursor();
  let from = 0;
  let row: RecordRow | undefined;
  let learned = 0;
  let failed = 0;
  let last: Form | undefined;
  const fits = (form: Form, to: RecordRow): boolean => {
    line.at = from;
    if (!form.mould.take(line, to)) return false;
    // A run goes through its models in turn: after this one comes what came after it before.
    if (last !== undefined) last.next = form;
    last = form;
    failed = Math.max(0, failed - 1);
    return true;
  };
  const isFitted = (to: RecordRow): boolean => {
    const guess = last?.next;
    if (guess !== undefined && fits(guess, to)) return true;
    for (let i = 0; i < forms.length; i++) {
      const form = forms[i] as Form;
      if (form === guess || !fits(form, to)) continue;
      // What fitted last is tried first: the forms of other models and tasks, whose turn is over, stay behind.
      forms.copyWithin(1, 0, i);
      forms[0] = form;
      return true;
    }
    failed++;
    return false;
  };
  const text = (): string => line.bytes.toString("utf8", from, line.end);
  const trialOfForm = (): Trial => {
    const trial = parseTrialLine(text());
    if (trial === undefined)
      throw new MidspanError("internal", `a form took a line that is no trial: ${text()}`);
    return trial;
  };
  const isOfForm = (row: RecordRow): boolean => {
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
    if (isTried && row !== undefined && isOfForm(row)) {
      row.trial = trialOfForm;
      return row;
    }
    const trial = parseTrialLine(text());
    if (trial === undefined) return undefined;
    row ??= emptyRow(trial);
    fillRow(row, trial);
    if (isTried && learned++ < MOST_LEARNED) {
      const mould = trialMould(text(), trial);
      if (mould !== undefined) forms.push({ mould, next: undefined });
    }
    return row;
  };
}

interface Form {
  readonly mould: TrialMould;
  /** What fitted the line after the last one that this form fitted. */
  next: Form | undefined;
}
