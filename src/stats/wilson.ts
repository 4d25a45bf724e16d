import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal-quantile.ts";

/**
 * Wilson's score interval of a share: `hits` of `n` (neither need be whole: an effective sample may be given).
 * Wilson (1927), JASA 22: 209-212; recommended by Brown, Cai & DasGupta (2001), Statistical Science 16: 101-133.
 * n = 0 says nothing: [0, 1].
 */
export function wilson(hits: number, n: number, level = 0.95): Interval {
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const centre = hits + z2 / 2;
  const spread = Math.sqrt(z2 * ((hits * (n - hits)) / n + z2 / 4));
  return {
    // The ends of a share of exactly 0 or 1 are exact; rounding must not move them inside, nor n = 0 make them NaN.
    low: hits <= 0 ? 0 : Math.max(0, (centre - spread) / (n + z2)),
    high: hits >= n ? 1 : Math.min(1, (centre + spread) / (n + z2)),
  };
}
