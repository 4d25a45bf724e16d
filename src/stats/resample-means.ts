import type { Rng } from "../random.ts";

/**
 * Means of `draws` samples drawn with replacement from whole clusters, sorted. A cluster (a document) comes with
 * its sum and its size; a draw's mean is the sum of sums over the sum of sizes, so trials of one document stay
 * together. Field & Welsh (2007), JRSS B 69: 369-390; Davison & Hinkley (1997), section 3.8.
 * `sizes` left out = one a cluster. Costs clusters x draws additions.
 */
export function resampleMeans(
  sums: ArrayLike<number>,
  draws: number,
  rng: Rng,
  sizes?: ArrayLike<number>,
): Float64Array {
  const count = sums.length;
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let size = 0;
    for (let i = 0; i < count; i++) {
      // float() is 32 bits: the unevenness over `count` clusters is below count / 2^32.
      const index = Math.floor(rng.float() * count);
      sum += sums[index] as number;
      if (sizes) size += sizes[index] as number;
    }
    means[draw] = sum / (sizes ? size : count);
  }
  return means.sort();
}
