import type { Interval } from "./interval.ts";
import { normalCdf } from "./normal-cdf.ts";
import { sortedQuantile } from "./sorted-quantile.ts";
import { studentQuantile } from "./student-quantile.ts";

/**
 * Expanded percentile interval from sorted bootstrap means of `clusters` clusters. A plain percentile interval is
 * too narrow by sqrt((n - 1) / n) and by the normal's thinner tails; the percentiles are moved out to make up for
 * both. Hesterberg (2015), The American Statistician 69: 371-386, section 4.2.
 */
export function percentileInterval(sorted: Float64Array, clusters: number, level: number): Interval {
  if (clusters < 2) return { low: -Infinity, high: Infinity };
  const stretch = Math.sqrt(clusters / (clusters - 1));
  const tail = normalCdf(stretch * studentQuantile((1 - level) / 2, clusters - 1));
  return { low: sortedQuantile(sorted, tail), high: sortedQuantile(sorted, 1 - tail) };
}
