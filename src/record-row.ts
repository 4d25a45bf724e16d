import type { Trial } from "./record.ts";
import { ROW_NUMBERS, ROW_TEXTS, type RowKind, type RowNumber, type RowText } from "./row-kind.ts";

/**
 * A text as its line of the record has it: a piece of ASCII, where it has no escape, or else `text`. Neither = absent.
 * Most are only copied from one file to another, and a million strings are dear.
 */
export interface LineText {
  text: string | undefined;
  bytes: Buffer;
  start: number;
  /** Before `start` where there is no piece. */
  end: number;
}

/**
 * A trial as a record is read: what it shares with others, and what is its own. It is a tenth of the work of a `Trial`.
 * A reader has one row, which the next line is written over, and whose texts lie in memory that is read over: whoever
 * keeps something of it keeps a copy.
 */
export interface RecordRow {
  /** One and the same for many, which may be kept. It may hold what is another trial's own. */
  kind: RowKind;
  /** NaN = absent. */
  readonly numbers: Float64Array;
  /** Realised depth of each fact. */
  readonly goldDepths: number[];
  readonly texts: readonly LineText[];
  /** The whole of it, which its line is parsed for; before the next line is read. */
  trial: () => Trial;
}

export function rowNumber(name: RowNumber): number {
  return ROW_NUMBERS.indexOf(name);
}

export function rowText(name: RowText): number {
  return ROW_TEXTS.indexOf(name);
}

export function isThere({ text, start, end }: LineText): boolean {
  return text !== undefined || end >= start;
}

/** Characters; 0 where it is absent. */
export function lengthOf({ text, start, end }: LineText): number {
  return text?.length ?? Math.max(0, end - start);
}

/** Undefined where it is absent. */
export function textOf(one: LineText): string | undefined {
  const { text, bytes, start, end } = one;
  return text ?? (isThere(one) ? bytes.toString("latin1", start, end) : undefined);
}

const [ID, OUTPUT, DECOY] = [rowText("id"), rowText("output"), rowText("decoy")];

export function idOf({ texts }: RecordRow): string {
  return textOf(texts[ID] as LineText) as string;
}

/** Characters of the answer, and 0 where there is none. */
export function outputLengthOf({ texts }: RecordRow): number {
  return lengthOf(texts[OUTPUT] as LineText);
}

/** The wrong answer that was given, where it is one that the document holds. */
export function decoyOf({ texts }: RecordRow): string | undefined {
  return textOf(texts[DECOY] as LineText);
}

const NOTHING = Buffer.alloc(0);

export function absentText(): LineText {
  return { text: undefined, bytes: NOTHING, start: 0, end: -1 };
}

/** It is absent then. */
export function clearText(one: LineText): void {
  one.text = undefined;
  one.start = 0;
  one.end = -1;
}

/** A row of nothing, to be filled. */
export function emptyRow(kind: Trial): RecordRow {
  return {
    kind,
    numbers: new Float64Array(ROW_NUMBERS.length).fill(Number.NaN),
    goldDepths: [],
    texts: ROW_TEXTS.map(absentText),
    trial: () => kind,
  };
}

/** The row of a trial that is whole. */
export function rowOf(trial: Trial): RecordRow {
  const row = emptyRow(trial);
  fillRow(row, trial);
  return row;
}

/** Its kind is the trial's own. */
export function fillRow(row: RecordRow, trial: Trial): void {
  const { cell, actual, score, generation } = trial;
  // A group of rows holds on to its kinds, and need not to their answers.
  const { output, ...kind } = trial;
  row.kind = kind;
  row.trial = () => trial;
  const numbers: Readonly<Record<RowNumber, number | undefined>> = {
    contextLength: cell.contextLength,
    depth: cell.depth,
    seed: cell.seed,
    tokens: actual.tokens,
    recall: score?.recall,
    firstLine: score?.firstLine,
    statedIn: score?.statedIn,
    promptTokens: generation?.promptTokens,
    cachedTokens: generation?.cachedTokens,
    cacheWriteTokens: generation?.cacheWriteTokens,
    outputTokens: generation?.outputTokens,
    reasoningTokens: generation?.reasoningTokens,
    prefillMs: generation?.prefillMs,
    totalMs: generation?.totalMs,
  };
  for (const [at, name] of ROW_NUMBERS.entries()) row.numbers[at] = numbers[name] ?? Number.NaN;
  const texts: Readonly<Record<RowText, string | undefined>> = {
    id: trial.id,
    promptSha256: trial.promptSha256,
    startedAt: trial.startedAt,
    output,
    decoy: score?.decoy,
  };
  for (const [at, name] of ROW_TEXTS.entries()) {
    const one = row.texts[at] as LineText;
    clearText(one);
    one.text = texts[name];
  }
  // One by one: a damaged record may list a million of them, and a call takes fewer arguments.
  row.goldDepths.length = 0;
  for (const depth of actual.goldDepths) row.goldDepths.push(depth);
}

/** Whether two rows say the same of their trials, beside what their kinds share. */
export function areAlike(a: RecordRow, b: RecordRow): boolean {
  return (
    a.numbers.every((value, at) => Object.is(value, b.numbers[at])) &&
    a.texts.every((one, at) => textOf(one) === textOf(b.texts[at] as LineText)) &&
    a.goldDepths.join() === b.goldDepths.join() &&
    a.kind.score?.found.join() === b.kind.score?.found.join()
  );
}
