import { normalCdf } from "./normal-cdf.ts";
import { studentQuantile } from "./student-quantile.ts";

/**
 * The level at which to take bootstrap percentiles so that `clusters` (two or more) of them give an interval of
 * `level`: plain ones are too narrow by sqrt((n - 1) / n) and by the normal's thinner tails.
 * Hesterberg (2015), The American Statistician 69: 371-386, section 4.2. Example: 0.95 with 10 -> 0.983.
 */
export function expandedLevel(level: number, clusters: number): number {
  const stretch = Math.sqrt(clusters / (clusters - 1));
  return 1 - 2 * normalCdf(stretch * studentQuantile((1 - level) / 2, clusters - 1));
}
