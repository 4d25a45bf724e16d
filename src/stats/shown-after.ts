import type { Interval } from "./interval.ts";

/** A claim "the mean is above `mean`", watched value by value. */
export interface Watched {
  readonly mean: number;
  /** Chance that the claim is ever made, at whatever n, when it is false. */
  readonly alpha: number;
  /** Where every value lies for certain. Default [-1, 1], a difference of shares. */
  readonly bounds?: Interval;
}

/** Stakes mixed, as shares of the largest that cannot ruin: 1/32, 3/32 .. 31/32. */
const STAKES = Float64Array.from({ length: 16 }, (_, i) => (2 * i + 1) / 32);
/** Wealth laid on each. Proportional to the stake: within some hundred values only large stakes decide. */
const SHARES = STAKES.map((stake) => stake / STAKES.reduce((sum, one) => sum + one, 0));

/**
 * After how many values, taken in their order, it is shown that their mean is above `mean`; undefined where it is
 * not. The check may be made after every value and the values stopped at will: where the mean given the past is at
 * most `mean`, the wealth of a gambler who stakes on higher values is a nonnegative supermartingale that begins at
 * 1, so it ever reaches 1 / alpha with a chance of at most alpha (Ville 1939). The wealth is the mixture over fixed
 * stakes s of the products of 1 + s (x - mean) / (mean - low): Waudby-Smith & Ramdas (2024), JRSS-B 86: 1-27,
 * "Estimating means of bounded random variables by betting": capital process of section 4.1, grid of stakes as in
 * their hedged grid Kelly bets, here one side alone and weighted. It falls as `mean` rises, and hangs on which
 * values there are but not on their order (when it is crossed does). Example: ones against 0 at 0.01: after 9.
 */
export function shownAfter(values: readonly number[], watched: Watched): number | undefined {
  const { mean, alpha, bounds: { low } = { low: -1 } } = watched;
  if (mean <= low) {
    const first = values.findIndex((value) => value > mean);
    return first < 0 ? undefined : first + 1;
  }
  const wealth = Float64Array.from(SHARES);
  for (const [i, value] of values.entries()) {
    const gain = (value - mean) / (mean - low);
    let total = 0;
    for (let j = 0; j < STAKES.length; j++) {
      wealth[j] = (wealth[j] as number) * (1 + (STAKES[j] as number) * gain);
      total += wealth[j] as number;
    }
    if (total >= 1 / alpha) return i + 1;
  }
  return undefined;
}
