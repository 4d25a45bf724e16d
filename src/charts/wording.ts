import type { Estimate } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";

/** "+12 points": a difference of two shares. */
export function points(difference: number): string {
  const whole = Math.round(difference * 100);
  return `${whole > 0 ? "+" : whole < 0 ? "\u2212" : ""}${Math.abs(whole)} points`;
}

/** "40" or "38 to 40". */
export function span(counts: readonly number[]): string {
  if (counts.length === 0) return "0";
  const low = counts.reduce((a, b) => Math.min(a, b));
  const high = counts.reduce((a, b) => Math.max(a, b));
  return low === high ? grouped(low) : `${grouped(low)} to ${grouped(high)}`;
}

/** "Wilson 95 %" -> "95 % interval". */
export function intervalName(method: string): string {
  const level = /\d+(?:\.\d+)? %/.exec(method)?.[0];
  return level === undefined ? "interval" : `${level} interval`;
}

/** "Wilson 95 %, effective n 137 (40 documents)" -> "Wilson 95 %": rows of one method differ in the details. */
export function methodName(method: string): string {
  return method.split(/[,;]/)[0] ?? method;
}

/** "12 % (5 of 40, 95 % interval 5 % to 26 %)". Where recall is a mean of shares, "n = 40" stands for "5 of 40". */
export function shareInWords(e: Estimate): string {
  const found = e.value * e.n;
  const whole = Math.round(found);
  const counts =
    Math.abs(found - whole) < 1e-6 ? `${grouped(whole)} of ${grouped(e.n)}` : `n = ${grouped(e.n)}`;
  return `${percent(e.value)} (${counts}, ${intervalName(e.method)} ${percent(e.low)} to ${percent(e.high)})`;
}
