import { join } from "node:path";
import { outputLengthOf, type RecordRow, rowNumber } from "../record-row.ts";
import type { RowNumber } from "../row-kind.ts";
import { readLines } from "./lines.ts";
import { type Charge, type Price, type Usage, usageCost, worstCost } from "./price.ts";
import { readEach } from "./read-once.ts";
import { RUN_LOG_FILE } from "./run-log.ts";
import { isUncharged } from "./spend.ts";

/**
 * USD that a run folder has spent: every line counts, those of trials that were repeated too, and what `run.log`
 * says of probes before the first trial. Memory of one line.
 * Calls before the last of a trial are not in the record; a failed trial that may have been charged counts as if its
 * whole context length had been read and written.
 */
export async function recordedSpend(folder: string, chargeOf: (model: string) => Charge): Promise<number> {
  let sum = 0;
  await readEach(folder, (row) => {
    const charge = chargeOf(row.kind.model);
    if (charge.kind === "priced") sum += trialCost(charge.price, row);
    sum += judgeCost(row, chargeOf);
  });
  for await (const { text } of readLines(join(folder, RUN_LOG_FILE))) sum += probeCost(text);
  return sum;
}

/** Of a line of the log; a damaged one says nothing. */
function probeCost(line: string): number {
  if (!line.includes('"event":"probed"')) return 0;
  try {
    const { usd } = JSON.parse(line) as { readonly usd?: unknown };
    return typeof usd === "number" && usd > 0 ? usd : 0;
  } catch {
    return 0;
  }
}

/** A judge that did not tell its tokens read the answer and more: a token for each character, as in `usageCost`. */
function judgeCost(row: RecordRow, chargeOf: (model: string) => Charge): number {
  const judged = row.kind.generation?.judged;
  const charge = judged === undefined ? undefined : chargeOf(judged.by);
  if (judged === undefined || charge?.kind !== "priced") return 0;
  return usageCost(charge.price, judged, RUBRIC_TOKENS + outputLengthOf(row), judged.output.length);
}

/** More than a rubric, a request and a criterion mostly take. */
const RUBRIC_TOKENS = 1000;

function trialCost(price: Price, row: RecordRow): number {
  const { generation, error, attempts } = row.kind;
  const tokens = numberIn(row, "tokens");
  if (generation !== undefined) return usageCost(price, reportedIn(row), tokens, outputLengthOf(row));
  if (attempts === 0 || (error !== undefined && isUncharged(error.code))) return 0;
  return worstCost(price, tokens, Math.max(0, numberIn(row, "contextLength") - tokens));
}

const REPORTED = ["promptTokens", "cachedTokens", "outputTokens", "reasoningTokens"] as const;

/** What the server told of its tokens. */
function reportedIn(row: RecordRow): Partial<Usage> {
  const told = REPORTED.map((name) => [name, numberIn(row, name)] as const);
  return Object.fromEntries(told.filter(([, value]) => !Number.isNaN(value)));
}

function numberIn({ numbers }: RecordRow, name: RowNumber): number {
  return numbers[rowNumber(name)] as number;
}
