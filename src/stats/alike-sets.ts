import type { Rng } from "../random.ts";
import { binomialDraw } from "./binomial-draw.ts";
import { normalDraw } from "./normal-draw.ts";

/** Sets from which alike ones are permuted together, and how many a class must have to be worth it. */
const MANY = 1000;
const FEWEST_ALIKE = 100;

/** Documents with trials in the same groups and the same two values: hits and misses, mostly. */
export interface AlikeSets {
  /** Group of each trial. */
  readonly groups: readonly number[];
  readonly low: number;
  /** The other value minus the low one. */
  readonly step: number;
  /** How many sets have i values that are high. */
  readonly sets: Float64Array;
  /** How many sets have a high value in place i. */
  readonly hitsOf: Float64Array;
  /** Sets and high values in all. */
  count: number;
  hits: number;
  /** Room for one draw. */
  readonly left: Float64Array;
  /** For sums that are drawn as normal ones; see `normalSums`. */
  spread: number | undefined;
}

interface Values {
  readonly groups: readonly number[];
  readonly values: readonly number[];
}

/** Parts sets of two values from the others, class by class; few sets, or few of a class, are left as they are. */
export function gatherAlike<Set extends Values>(
  all: readonly Set[],
): { readonly alike: readonly AlikeSets[]; readonly others: readonly Set[] } {
  if (all.length < MANY) return { alike: [], others: all };
  const classes = new Map<string, Set[]>();
  const others: Set[] = [];
  for (const set of all) {
    const [low, high] = [Math.min(...set.values), Math.max(...set.values)];
    if (low === high) continue; // whatever changes places in it, nothing changes
    if (set.values.some((value) => value !== low && value !== high)) others.push(set);
    else {
      const key = `${low} ${high} ${set.groups.join(" ")}`;
      const found = classes.get(key);
      if (found) found.push(set);
      else classes.set(key, [set]);
    }
  }
  const alike: AlikeSets[] = [];
  for (const [, sets] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (sets.length < FEWEST_ALIKE) others.push(...sets);
    else alike.push(classOf(sets));
  return { alike, others };
}

function classOf(sets: readonly Values[]): AlikeSets {
  const { groups, values } = sets[0] as Values;
  const low = Math.min(...values);
  const one: AlikeSets = {
    groups,
    low,
    step: Math.max(...values) - low,
    sets: new Float64Array(groups.length + 1),
    hitsOf: new Float64Array(groups.length),
    count: sets.length,
    hits: 0,
    left: new Float64Array(groups.length + 1),
    spread: undefined,
  };
  for (const set of sets) {
    let high = 0;
    set.values.forEach((value, i) => {
      if (value === low) return;
      high++;
      one.hitsOf[i] = (one.hitsOf[i] ?? 0) + 1;
    });
    one.sets[high] = (one.sets[high] ?? 0) + 1;
    one.hits += high;
  }
  one.spread = spreadOf(one.sets);
  return one;
}

/**
 * One permutation within every set of a class, added to the groups' sums. In a set with h high values among the
 * m places that are left, the next place is high with chance h / m, whatever came before; of c such sets,
 * Binomial(c, h / m) are. So places are gone through once, with a binomial for each h, in place of a shuffle a set.
 * Where a place's sum of so many sets is as good as normal, it is drawn from that, see `normalSums`.
 */
export function permuteAlike(one: AlikeSets, sums: Float64Array, rng: Rng): void {
  const { groups, step, sets, left, spread } = one;
  if (spread !== undefined) {
    normalSums(one, spread, sums, rng);
    return;
  }
  left.set(sets);
  for (let place = 0; place < groups.length; place++) {
    const open = groups.length - place;
    let hits = 0;
    for (let high = 1; high <= open; high++) {
      const here = left[high] as number;
      if (here === 0) continue;
      const drawn = binomialDraw(here, high / open, rng);
      left[high] = here - drawn;
      left[high - 1] = (left[high - 1] as number) + drawn;
      hits += drawn;
    }
    const group = groups[place] as number;
    sums[group] = (sums[group] as number) + step * hits;
  }
}

/**
 * High values by place as normal variables of their variance V and of covariance -V / (m - 1), since those of a set
 * come to the same sum: independent ones less their mean. Rounded, so that a tie stays a tie.
 */
function normalSums(
  { groups, step, hits, left }: AlikeSets,
  spread: number,
  sums: Float64Array,
  rng: Rng,
): void {
  const places = groups.length;
  let total = 0;
  for (let place = 0; place < places; place++) {
    left[place] = normalDraw(rng);
    total += left[place] as number;
  }
  for (let place = 0; place < places; place++) {
    const drawn = Math.round(hits / places + spread * ((left[place] as number) - total / places));
    const group = groups[place] as number;
    sums[group] = (sums[group] as number) + step * drawn;
  }
}

/**
 * What the differences from their mean of independent normals are multiplied by; undefined where a place's sum is too
 * skewed. By the first term of Edgeworth's series (Hall 1992, section 2.4) the chance beyond 3 deviations is then
 * wrong by 6 % at most, less than 10,000 draws are at that chance.
 */
function spreadOf(sets: Float64Array): number | undefined {
  const places = sets.length - 1;
  let [variance, third] = [0, 0];
  sets.forEach((count, high) => {
    const share = high / places;
    variance += count * share * (1 - share);
    third += count * share * (1 - share) * (1 - 2 * share);
  });
  if (variance < LEAST_VARIANCE || Math.abs(third) > MOST_SKEWED * variance ** 1.5) return undefined;
  return Math.sqrt((variance * places) / (places - 1));
}

const LEAST_VARIANCE = 400;
const MOST_SKEWED = 0.02;
