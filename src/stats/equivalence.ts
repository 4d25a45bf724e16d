import type { Interval } from "./interval.ts";

/**
 * Two one-sided tests: whether a difference is shown to be smaller than `margin` in size. `interval` must be of
 * level 1 - 2 alpha (90 % for alpha = 0.05). Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15:
 * 657-680. Absence of evidence (a wide interval around 0) is not equivalence.
 */
export function isEquivalent(interval: Interval, margin: number): boolean {
  return interval.low > -margin && interval.high < margin;
}
