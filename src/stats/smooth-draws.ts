import { normalQuantile } from "./normal-quantile.ts";

/** Variation of sizes (deviation over mean) above which a ratio of sums is too far from a mean. */
const MOST_UNEVEN = 0.3;

/**
 * Where the sorted bootstrap means of many clusters must lie, without drawing: the quantiles of the mean's
 * distribution by the Cornish-Fisher expansion from its second to fourth cumulants (Cornish & Fisher 1938; Hall 1992,
 * The Bootstrap and Edgeworth Expansion, sections 2.5 and 3.3). From 1,000 clusters on it is nearer to the bootstrap's
 * limit than 10,000 draws are. A ratio of sums is taken by its linear part; undefined where sizes vary too much for it.
 */
export function smoothDraws(
  sums: ArrayLike<number>,
  draws: number,
  sizes?: ArrayLike<number>,
): Float64Array | undefined {
  const n = sums.length;
  let all = 0;
  let size = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    all += sums[i] as number;
    const own = sizes ? (sizes[i] as number) : 1;
    size += own;
    squares += own * own;
  }
  const each = size / n;
  if (squares / n - each ** 2 > (MOST_UNEVEN * each) ** 2) return undefined;
  const value = all / size;
  let [second, third, fourth] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const pull = ((sums[i] as number) - value * (sizes ? (sizes[i] as number) : 1)) / each;
    const square = pull * pull;
    second += square;
    third += square * pull;
    fourth += square * square;
  }
  const variance = second / n;
  const deviation = Math.sqrt(variance / n);
  if (variance === 0) return new Float64Array(draws).fill(value);
  const skewness = third / n / variance ** 1.5 / Math.sqrt(n);
  const kurtosis = (fourth / n / variance ** 2 - 3) / n;
  return evenNormals(draws)
    .map((z) => {
      const [square, cube] = [z * z, z * z * z];
      const bent =
        z +
        (skewness * (square - 1)) / 6 +
        (kurtosis * (cube - 3 * z)) / 24 -
        (skewness * skewness * (2 * cube - 5 * z)) / 36;
      return value + deviation * bent;
    })
    .sort();
}

const normals = new Map<number, Float64Array>();

/** The standard normal's quantiles in the middle of each of `draws` equal shares. */
function evenNormals(draws: number): Float64Array {
  const known = normals.get(draws);
  if (known) return known;
  const made = Float64Array.from({ length: draws }, (_, i) => normalQuantile((i + 0.5) / draws));
  normals.set(draws, made);
  return made;
}
