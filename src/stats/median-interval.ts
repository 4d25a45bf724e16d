import { incompleteBeta } from "./incomplete-beta.ts";
import type { Interval } from "./interval.ts";

/**
 * Interval of a median from sorted numbers, without a word about their distribution: the k-th smallest and the k-th
 * largest, with the largest k that the binomial(n, 1/2) allows. Thompson (1936), Annals of Mathematical Statistics 7:
 * 122-128. Fewer than six numbers hold no 95 % interval: it is without end then. Example: of 1..10, 2 to 9.
 */
export function medianInterval(sorted: ArrayLike<number>, level = 0.95): Interval {
  const n = sorted.length;
  let k = 0;
  // P(X <= k) = I_1/2(n - k, k + 1) of the k + 1 smallest lying beyond the median.
  while (2 * (k + 1) <= n && incompleteBeta(0.5, n - k, k + 1) <= (1 - level) / 2) k++;
  if (k === 0) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return { low: sorted[k - 1] as number, high: sorted[n - k] as number };
}
