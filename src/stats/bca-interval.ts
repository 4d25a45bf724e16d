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
    squares += pull * pull;
    cubes += pull * pull * pull;
  }
  const scale = squares ** 1.5;
  // Pulls of 1e-108 have no scale left that a number can hold.
  if (scale === 0) return { low: mean, high: mean };
  const acceleration = cubes / (6 * scale);
  const bias = normalQuantile(shareBelow(sorted, mean));
  const end = (z: number): number => {
    const shifted = bias + z;
    const room = 1 - acceleration * shifted;
    // Few clusters ask for levels next to 1, where the correction has passed its pole: the outermost draw is what is left.
    if (!(room > 0) || !Number.isFinite(shifted)) return sortedQuantile(sorted, shifted > 0 ? 1 : 0);
    return sortedQuantile(sorted, normalCdf(bias + shifted / room));
  };
  const z = normalQuantile((1 + level) / 2);
  return { low: end(-z), high: end(z) };
}

function shareBelow(sorted: Float64Array, mean: number): number {
  const slack = 1e-9 * Math.max(1, Math.abs(mean));
  const share = (countBelow(sorted, mean - slack) + countBelow(sorted, mean + slack)) / 2 / sorted.length;
  // A mean outside every draw would have an infinite bias.
  return Math.min(1 - 0.5 / sorted.length, Math.max(0.5 / sorted.length, share));
}

/** By halves: an interval is asked for at many levels. */
function countBelow(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
