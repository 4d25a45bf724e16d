import type { Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { visibleText } from "./visible-text.ts";
import { methodName, span } from "./wording.ts";

/**
 * What every picture of recall has to say under its title: n, interval, and what was left out. Rows are of trials of
 * their own and their n counts these; where not, `left` says how many of what (its first plural) were left out.
 */
export function recallCaption(
  rows: readonly Row[],
  unit: string,
  simulated: boolean,
  left?: { readonly unscored: number; readonly what: string },
): string {
  const counts = rows.flatMap((row) => (row.estimate && row.estimate.n > 0 ? [row.estimate.n] : []));
  const methods = [
    ...new Set(rows.flatMap((row) => (row.estimate ? [methodName(row.estimate.method)] : []))),
  ].filter((method) => method !== "");
  return [
    `n = ${span(counts)} ${counts.every((n) => n === 1) ? unit.replace(/^(scored trial|document|answer)s\b/, "$1") : unit}.`,
    methods.length === 0 ? "" : `Intervals: ${methods.join("; ")}.`,
    left === undefined ? unscoredSentence(rows) : leftSentence(left.unscored, left.what),
    simulated ? SIMULATED_SENTENCE : "",
    estimatedSentence(rows),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

export const SIMULATED_SENTENCE =
  "Models marked (simulated) are made up for calibration: no language model ran.";

/** Which lengths are no counts; empty where all are. */
export function estimatedSentence(rows: readonly Row[]): string {
  const models = (some: readonly Row[]): string[] => [...new Set(some.map((row) => String(row.group.model)))];
  const estimated = models(rows.filter((row) => row.group.estimated === true));
  if (estimated.length === 0) return "";
  const whose =
    estimated.length === models(rows).length ? "" : ` of ${estimated.map(visibleText).join(", ")}`;
  return `Lengths and depths${whose} are estimated, not counted.`;
}

/** What stands behind the name of a length axis or column where some of it is no count. */
export function estimatedMark(rows: readonly Row[]): string {
  return rows.some((row) => row.group.estimated === true) ? ", estimated" : "";
}

function unscoredSentence(rows: readonly Row[]): string {
  const unscored = rows.reduce((sum, row) => sum + row.unscored, 0);
  const scored = rows.reduce((sum, row) => sum + (row.estimate?.n ?? 0), 0);
  return leftSentence(unscored, `of ${grouped(unscored + scored)} trials`);
}

function leftSentence(unscored: number, what: string): string {
  if (unscored === 0) return "Every trial was scored.";
  return unscored === 1 && !what.startsWith("of ")
    ? `1 ${what.replace(/s\b/, "")} was not scored and is in no rate.`
    : `${grouped(unscored)} ${what} were not scored and are in no rate.`;
}
