import type { AnalysisOptions, Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
import { maxStatisticTest, type PermutedSet } from "../stats/max-statistic.ts";
import { documentRows } from "./document-rows.ts";
import { groupBy } from "./group.ts";
import { recallOf } from "./recall.ts";
import { remembered } from "./remembered.ts";
import type { Tally, Unit } from "./tally.ts";

/** The lowest of several depths. */
export interface WorstDepth {
  readonly depth: number;
  /** Interval simultaneous over all depths, since the lowest was picked among them. */
  readonly estimate: Estimate;
  readonly depths: number;
  /** That any depth differs from the others. */
  readonly p: number;
}

/** Where recall is lowest among the depths of one group; undefined where nothing was scored. */
export const worstDepth = remembered(findWorst);

function findWorst(tallies: readonly Tally[], options: AnalysisOptions): WorstDepth | undefined {
  const scored = tallies.filter((one) => one.scored > 0);
  const [head, ...rest] = scored;
  if (head === undefined) return undefined;
  const mean = (one: Tally): number => one.recall / one.scored;
  const lowest = rest.reduce((low, one) => (mean(one) < mean(low) ? one : low), head);
  // Sidak (1967), JASA 62: 626-633.
  const level = options.level ** (1 / scored.length);
  const estimate = recallOf([lowest], { ...options, level });
  if (estimate === undefined) return undefined;
  return {
    depth: lowest.depth,
    estimate: { ...estimate, method: `${estimate.method} (Sidak over ${scored.length} depths)` },
    depths: scored.length,
    p: depthTest(scored, options, (unit) => (unit.scored > 0 ? unit.recall / unit.scored : undefined)),
  };
}

/** What of a document's trials in one tally such a number is made of. */
export type UnitSums = Pick<Unit, "recall" | "scored" | "asked">;

/**
 * Permutation p that a number that each document has at each depth depends on depth. `read` gives undefined
 * where the document has none there.
 */
export function depthTest(
  tallies: readonly Tally[],
  { seed, bootstrapDraws }: AnalysisOptions,
  read: (unit: UnitSums) => number | undefined,
): number {
  const depths = [...new Set(tallies.map((one) => one.depth))];
  // Another length is another prompt: documents are compared with themselves at the same length only.
  const permuted = groupBy(tallies, ["length"]).flatMap((cells) => setsOf(cells, depths, read));
  return maxStatisticTest(permuted, depths.length, bootstrapDraws, createRng(seed).fork("depths"));
}

/** Each document's values at the depths of one length, where it has different ones: others are the same in any order. */
function setsOf(
  cells: readonly Tally[],
  depths: readonly number[],
  read: (unit: UnitSums) => number | undefined,
): PermutedSet[] {
  const rowOf = documentRows(cells.map(({ units }) => units));
  const first: number[] = [];
  const varies: boolean[] = [];
  eachValue(cells, read, (place, value) => {
    const row = rowOf(place);
    first[row] ??= value;
    if (value !== first[row]) varies[row] = true;
  });
  const sets = new Map<number, { groups: number[]; values: number[] }>();
  eachValue(cells, read, (place, value, depth) => {
    const row = rowOf(place);
    if (!varies[row]) return;
    const set = sets.get(row) ?? { groups: [], values: [] };
    sets.set(row, set);
    set.groups.push(depths.indexOf(depth));
    set.values.push(value);
  });
  return [...sets.values()];
}

function eachValue(
  cells: readonly Tally[],
  read: (unit: UnitSums) => number | undefined,
  take: (place: number, value: number, depth: number) => void,
): void {
  for (const { depth, units } of cells) {
    const { size, places, recall, scored, asked } = units;
    for (let i = 0; i < size; i++) {
      const value = read({
        recall: recall[i] as number,
        scored: scored[i] as number,
        asked: asked[i] as number,
      });
      if (value !== undefined) take(places[i] as number, value, depth);
    }
  }
}
