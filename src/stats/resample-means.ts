import type { Rng } from "../random.ts";
import { multinomialDraw } from "./multinomial-draw.ts";
import { smoothDraws } from "./smooth-draws.ts";

/** Clusters from which there are quicker ways than to draw every one by itself. */
const MANY = 1000;
/** Clusters unlike the most common one from which a draw's mean has a smooth distribution. */
const MANY_UNLIKE = 100;
/** Members of a class on average, below which drawing classes is no quicker. */
const FEWEST_ALIKE = 8;

/**
 * Means of `draws` samples drawn with replacement from whole clusters, sorted. A cluster (a document) comes with
 * its sum and its size; a draw's mean is the sum of sums over the sum of sizes, so trials of one document stay
 * together. Field & Welsh (2007), JRSS B 69: 369-390; Davison & Hinkley (1997), section 3.8.
 * `sizes` left out = one a cluster. Costs clusters x draws additions. Of a thousand clusters and more nothing needs to
 * be drawn, see `smooth-draws.ts`; where few of them are unlike the rest, a mean's distribution is not smooth, and it is
 * drawn how often each value comes up, which is the same distribution at classes x draws.
 */
export function resampleMeans(
  sums: ArrayLike<number>,
  draws: number,
  rng: Rng,
  sizes?: ArrayLike<number>,
): Float64Array {
  if (sums.length < MANY) return byCluster(sums, draws, rng, sizes);
  const classes = classesOf(sums, sizes);
  const rare = classes !== undefined && unlike(classes, sums.length) < MANY_UNLIKE;
  const smooth = rare ? undefined : smoothDraws(sums, draws, sizes);
  if (smooth) return smooth;
  return classes ? byClass(classes, sums.length, draws, rng) : byCluster(sums, draws, rng, sizes);
}

function byCluster(
  sums: ArrayLike<number>,
  draws: number,
  rng: Rng,
  sizes: ArrayLike<number> | undefined,
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

interface Alike {
  readonly sum: number;
  readonly size: number;
  members: number;
}

function byClass(classes: readonly Alike[], count: number, draws: number, rng: Rng): Float64Array {
  const members = classes.map((one) => one.members);
  const drawn = new Float64Array(classes.length);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    multinomialDraw(members, count, drawn, rng);
    let sum = 0;
    let size = 0;
    for (let i = 0; i < classes.length; i++) {
      const { sum: one, size: its } = classes[i] as Alike;
      sum += (drawn[i] as number) * one;
      size += (drawn[i] as number) * its;
    }
    means[draw] = sum / size;
  }
  return means.sort();
}

function unlike(classes: readonly Alike[], count: number): number {
  return count - Math.max(...classes.map(({ members }) => members));
}

/** Clusters of equal sum and size, sorted, so that no draw hangs on their order; undefined where too few are alike. */
function classesOf(sums: ArrayLike<number>, sizes: ArrayLike<number> | undefined): Alike[] | undefined {
  const most = sums.length / FEWEST_ALIKE;
  const bySize = new Map<number, Map<number, Alike>>();
  let classes = 0;
  for (let i = 0; i < sums.length; i++) {
    const [sum, size] = [sums[i] as number, (sizes?.[i] ?? 1) as number];
    const bySum = bySize.get(size) ?? new Map<number, Alike>();
    bySize.set(size, bySum);
    const found = bySum.get(sum);
    if (found) found.members++;
    else if (++classes > most) return undefined;
    else bySum.set(sum, { sum, size, members: 1 });
  }
  return [...bySize.values()]
    .flatMap((bySum) => [...bySum.values()])
    .sort((a, b) => a.size - b.size || a.sum - b.sum);
}
