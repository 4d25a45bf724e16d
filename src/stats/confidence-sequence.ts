import type { Interval } from "./interval.ts";
import { shownAfter } from "./shown-after.ts";

/** 2^-40 of the bounds' width. */
const HALVINGS = 40;
const DIFFERENCE: Interval = { low: -1, high: 1 };

/**
 * Bounds of the mean of bounded values that hold at every n at once with chance `level`, so also at an n at which
 * one stopped because of what was seen. The means that neither one-sided bet of (1 - level) / 2 (`shownAfter`) has
 * ruled out after any of the values: the running intersection, so that more values never widen it. Without a value:
 * the bounds. Should the two bets contradict each other (chance below 1 - level), their bounds in order.
 * Waudby-Smith & Ramdas (2024), JRSS-B 86: 1-27, section 4.
 */
export function confidenceSequence(
  values: readonly number[],
  level: number,
  bounds: Interval = DIFFERENCE,
): Interval {
  const alpha = (1 - level) / 2;
  const low = lowerBound(values, alpha, bounds);
  const mirrored = { low: -bounds.high, high: -bounds.low };
  const high = -lowerBound(
    values.map((value) => -value),
    alpha,
    mirrored,
  );
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

/** Wealth falls as the mean rises, so halving finds the highest mean that is ruled out. */
function lowerBound(values: readonly number[], alpha: number, bounds: Interval): number {
  let { low, high } = bounds;
  for (let i = 0; i < HALVINGS; i++) {
    const mean = (low + high) / 2;
    if (shownAfter(values, { mean, alpha, bounds }) === undefined) high = mean;
    else low = mean;
  }
  return low;
}
