import type { Rng } from "../random.ts";
import { type AlikeSets, gatherAlike, permuteAlike } from "./alike-sets.ts";

/** One document's trials: which group (depth) each is in, and its value. */
export interface PermutedSet {
  readonly groups: readonly number[];
  readonly values: readonly number[];
}

interface Live {
  /** Groups of the trials. */
  readonly groups: Uint16Array;
  /** Differences from the most common value; only these need a place in a draw. */
  readonly specials: Float64Array;
}

/**
 * Permutation test that any group differs: values change places within a set (a document), the statistic is the
 * largest standardised departure of a group's sum from what its sets would give it. With two groups it is the
 * two-sided test of one against the other. p = (1 + draws at least as extreme) / (1 + draws): Phipson & Smyth
 * (2010), SAGMB 9: 39. Max statistic: Westfall & Young (1993), Resampling-Based Multiple Testing. Thousands of sets of
 * hits and misses are permuted class by class, see `alike-sets.ts`, at a cost that does not grow with them. Where what
 * was observed is out of reach of any draw, none is made.
 */
export function maxStatisticTest(
  sets: readonly PermutedSet[],
  groups: number,
  draws: number,
  rng: Rng,
): number {
  const observed = new Float64Array(groups);
  const base = new Float64Array(groups);
  const variance = new Float64Array(groups);
  const live: Live[] = [];
  const { alike, others } = gatherAlike(sets);
  for (const set of others) addSet(set, observed, base, variance, live);
  for (const one of alike) addAlike(one, observed, base, variance);
  const scale = variance.map((v) => (v > 1e-12 ? 1 / Math.sqrt(v) : 0));
  const least = largest(observed, scale) * (1 - 1e-9);
  if (isOutOfReach(least, scale, widest(sets, groups), draws)) return 1 / (1 + draws);
  let extreme = 0;
  const sums = new Float64Array(groups);
  const permuteLive = permuter(live);
  for (let draw = 0; draw < draws; draw++) {
    sums.set(base);
    for (const one of alike) permuteAlike(one, sums, rng);
    permuteLive(sums, rng);
    if (largest(sums, scale) >= least) extreme++;
  }
  return (1 + extreme) / (1 + draws);
}

/** Chance of a mistake that is no chance. */
const NEVER = 1e-9;

/**
 * Whether not one of the draws comes up to `least` deviations, but for a chance of `NEVER`. By Bernstein's inequality a
 * sum of independent values within M of their mean 0, of standard deviation s, is beyond z s with a chance of at most
 * 2 exp(-z^2 / (2 (1 + M z / (3 s)))): Boucheron, Lugosi & Massart (2013), Concentration Inequalities, corollary 2.11.
 */
function isOutOfReach(least: number, scale: Float64Array, most: number, draws: number): boolean {
  let chance = 0;
  for (const inverse of scale)
    if (inverse > 0) chance += 2 * Math.exp(-(least ** 2) / (2 * (1 + (most * least * inverse) / 3)));
  return least > 0 && draws * chance < NEVER;
}

/** What a set can add to the sum of a group, at most: its range, for each of its trials there. */
function widest(sets: readonly PermutedSet[], groups: number): number {
  const members = new Int32Array(groups);
  let widest = 0;
  for (const set of sets) {
    let [low, high, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let i = 0; i < set.values.length; i++) {
      const [value, group] = [set.values[i] as number, set.groups[i] as number];
      low = Math.min(low, value);
      high = Math.max(high, value);
      members[group]!++;
      most = Math.max(most, members[group] as number);
    }
    for (const group of set.groups) members[group] = 0;
    widest = Math.max(widest, (high - low) * most);
  }
  return widest;
}

/** One permutation within each of the sets, added to the groups' sums; all sets side by side, since draws are many. */
function permuter(live: readonly Live[]): (sums: Float64Array, rng: Rng) => void {
  const places = Uint16Array.from(live.flatMap(({ groups }) => [...groups]));
  const specials = Float64Array.from(live.flatMap((set) => [...set.specials]));
  const sizes = Int32Array.from(live, ({ groups }) => groups.length);
  const counts = Int32Array.from(live, (set) => set.specials.length);
  return (sums, rng) => {
    let from = 0;
    let special = 0;
    for (let set = 0; set < sizes.length; set++) {
      const size = sizes[set] as number;
      const count = counts[set] as number;
      for (let i = 0; i < count; i++) {
        const j = from + i + Math.floor(rng.float() * (size - i));
        const place = places[j] as number;
        places[j] = places[from + i] as number;
        places[from + i] = place;
        sums[place] = (sums[place] as number) + (specials[special++] as number);
      }
      from += size;
    }
  };
}

/** What `addSet` adds, for every set of a class at once. */
function addAlike(one: AlikeSets, observed: Float64Array, base: Float64Array, variance: Float64Array): void {
  const { groups, low, step, hitsOf, sets, hits } = one;
  const size = groups.length;
  let spread = 0;
  sets.forEach((count, high) => {
    spread += count * step ** 2 * (high / size) * (1 - high / size);
  });
  const mean = low * one.count + (step * hits) / size;
  const members = new Map<number, number>();
  groups.forEach((group, i) => {
    observed[group] = (observed[group] ?? 0) + low * one.count + step * (hitsOf[i] ?? 0) - mean;
    base[group] = (base[group] ?? 0) + low * one.count - mean;
    members.set(group, (members.get(group) ?? 0) + 1);
  });
  for (const [group, m] of members)
    variance[group] = (variance[group] ?? 0) + (spread * m * (size - m)) / (size - 1);
}

function addSet(
  set: PermutedSet,
  observed: Float64Array,
  base: Float64Array,
  variance: Float64Array,
  live: Live[],
): void {
  const size = set.values.length;
  const mean = set.values.reduce((sum, value) => sum + value, 0) / size;
  const usual = mostCommon(set.values);
  const specials = Float64Array.from(set.values.filter((value) => value !== usual).map((v) => v - usual));
  if (specials.length === 0) return;
  live.push({ groups: Uint16Array.from(set.groups), specials });
  const spread = set.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
  const members = new Map<number, number>();
  set.groups.forEach((group, i) => {
    observed[group] = (observed[group] ?? 0) + (set.values[i] ?? 0) - mean;
    base[group] = (base[group] ?? 0) + usual - mean;
    members.set(group, (members.get(group) ?? 0) + 1);
  });
  // Variance of a sum of m values drawn without replacement from `size`.
  for (const [group, m] of members)
    variance[group] = (variance[group] ?? 0) + (spread * m * (size - m)) / (size - 1);
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function largest(sums: Float64Array, scale: Float64Array): number {
  let most = 0;
  for (let i = 0; i < sums.length; i++)
    most = Math.max(most, Math.abs(sums[i] as number) * (scale[i] as number));
  return most;
}
