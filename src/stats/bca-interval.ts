import type { Interval } from "./interval.ts";
import { normalCdf } from "./normal-cdf.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { sortedQuantile } from "./sorted-quantile.ts";

/** What the interval is taken from. */
export interface Bootstrap {
  /** Sorted means of the draws, from `resampleMeans`. */
  readonly sorted: Float64Array;
  /** The mean of the clusters as they are. */
  readonly mean: number;
  /** Each cluster's pull on the mean (jackknife or empirical influence), up to a common factor. */
  readonly influence: ArrayLike<number>;
}

/**
 * Bias-corrected and accelerated bootstrap interval. Efron (1987), JASA 82: 171-185; DiCiccio & Efron (1996),
 * Statistical Science 11: 189-228. Draws equal to the mean count half below it: recalls are lattice numbers.
 */
export function bcaInterval({ sorted, mean, influence }: Bootstrap, level: number): Interval {
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < influence.length; i++) {
    const pull = influence[i] as number;
    squares += pull ** 2;
    cubes += pull ** 3;
  }
  if (squares === 0) return { low: mean, high: mean };
  const acceleration = cubes / (6 * squares ** 1.5);
  const bias = normalQuantile(shareBelow(sorted, mean));
  const end = (z: number): number =>
    sortedQuantile(sorted, normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z))));
  const z = normalQuantile((1 + level) / 2);
  return { low: end(-z), high: end(z) };
}

function shareBelow(sorted: Float64Array, mean: number): number {
  const slack = 1e-9 * Math.max(1, Math.abs(mean));
  let share = 0;
  for (const value of sorted) share += value < mean - slack ? 1 : value <= mean + slack ? 0.5 : 0;
  // A mean outside every draw would have an infinite bias.
  return Math.min(1 - 0.5 / sorted.length, Math.max(0.5 / sorted.length, share / sorted.length));
}
