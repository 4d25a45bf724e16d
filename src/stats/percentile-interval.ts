import { expandedLevel } from "./expanded-level.ts";
import type { Interval } from "./interval.ts";
import { sortedQuantile } from "./sorted-quantile.ts";

/**
 * Expanded percentile interval from sorted bootstrap means of `clusters` clusters; a single cluster says nothing.
 * Hesterberg (2015), The American Statistician 69: 371-386.
 */
export function percentileInterval(sorted: Float64Array, clusters: number, level: number): Interval {
  if (clusters < 2) return { low: -Infinity, high: Infinity };
  const tail = (1 - expandedLevel(level, clusters)) / 2;
  return { low: sortedQuantile(sorted, tail), high: sortedQuantile(sorted, 1 - tail) };
}
