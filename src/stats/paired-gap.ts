import type { Rng } from "../random.ts";
import type { Interval } from "./interval.ts";
import { newcombe } from "./newcombe.ts";
import { percentileInterval } from "./percentile-interval.ts";
import { resampleMeans } from "./resample-means.ts";

/** A document's mean recall in two groups of trials, each 0..1. */
export interface Pair {
  readonly first: number;
  readonly second: number;
}

export interface PairedGap {
  /** Mean of first - second over documents, -1..1. */
  readonly value: number;
  /** Standard deviation of the documents' differences. */
  readonly deviation: number;
  readonly bySmallSample: boolean;
  interval(level: number): Interval;
}

/**
 * Documents that must differ from the most common difference before a bootstrap is believed: draws from fewer
 * repeat a handful of accidents, and from none they are all alike and claim certainty.
 */
const FEWEST_UNLIKE = 5;

/**
 * The paired difference of two groups, documents as clusters. The interval is the expanded percentile bootstrap;
 * where fewer than five documents are unlike the rest it is widened to Newcombe's interval with documents as n,
 * so that four perfect documents are not taken for certainty. By simulation at n = 20, 40 and 100: covers 0.93 to
 * 0.97 of the time with five or more unlike, and more with fewer.
 */
export function pairedGap(pairs: readonly Pair[], draws: number, rng: Rng): PairedGap {
  const n = pairs.length;
  const first = mean(pairs.map((pair) => pair.first));
  const second = mean(pairs.map((pair) => pair.second));
  const differences = Float64Array.from(pairs, (pair) => pair.first - pair.second);
  const value = first - second;
  const squares = differences.reduce((sum, d) => sum + (d - value) ** 2, 0);
  const bySmallSample = unlike(differences) < FEWEST_UNLIKE;
  const sorted = resampleMeans(differences, draws, rng);
  return {
    value,
    deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    bySmallSample,
    interval: (level) => {
      const bounds = n > 1 ? percentileInterval(sorted, n, level) : { low: value, high: value };
      if (!bySmallSample) return bounds;
      const wide = newcombe(first, second, n, level);
      return { low: Math.min(wide.low, bounds.low), high: Math.max(wide.high, bounds.high) };
    },
  };
}

/** How many differ from the most common value; means of thirds are equal to a billionth. */
function unlike(differences: Float64Array): number {
  const counts = new Map<number, number>();
  for (const d of differences) {
    const key = Math.round(d * 1e9);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return differences.length - Math.max(0, ...counts.values());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
