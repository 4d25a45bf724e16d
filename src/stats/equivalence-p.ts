import { isEquivalent } from "./equivalence.ts";
import type { Interval } from "./interval.ts";

/** Halvings: p is found to a billionth. */
const STEPS = 30;

/**
 * The p value of two one-sided tests: the least alpha at which the interval of level 1 - 2 alpha lies within the
 * margin; 1 where even that of level 0 does not. `interval` must not shrink as its level rises. Schuirmann (1987),
 * J. Pharmacokinetics and Biopharmaceutics 15: 657-680.
 */
export function equivalenceP(interval: (level: number) => Interval, margin: number): number {
  const holds = (alpha: number): boolean => isEquivalent(interval(1 - 2 * alpha), margin);
  let [fails, passes] = [0, 0.5 - 1e-9];
  if (!holds(passes)) return 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (fails + passes) / 2;
    if (middle === 0) break;
    if (holds(middle)) passes = middle;
    else fails = middle;
  }
  return passes;
}
