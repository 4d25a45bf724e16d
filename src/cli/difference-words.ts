import type { Estimate } from "../findings.ts";
import { percent } from "../number-words.ts";

/** A share for a table. */
export function shareText(estimate: Estimate | undefined): string {
  return estimate === undefined ? "" : percent(estimate.value);
}

/** A difference of shares with its interval, in points. */
export function pointsText(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "";
  const round = (value: number): number => Math.round(100 * value);
  return `${round(estimate.value)} (${round(estimate.low)} to ${round(estimate.high)})`;
}
