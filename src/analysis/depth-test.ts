import type { AnalysisOptions, Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
import { maxStatisticTest, type PermutedSet } from "../stats/max-statistic.ts";
import { recallOf } from "./recall.ts";
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
export function worstDepth(tallies: readonly Tally[], options: AnalysisOptions): WorstDepth | undefined {
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

/**
 * Permutation p that a number that each document has at each depth depends on depth. `read` gives undefined
 * where the document has none there.
 */
export function depthTest(
  tallies: readonly Tally[],
  { seed, bootstrapDraws }: AnalysisOptions,
  read: (unit: Unit) => number | undefined,
): number {
  const depths = [...new Set(tallies.map((one) => one.depth))];
  const sets = new Map<string, { groups: number[]; values: number[] }>();
  for (const one of tallies)
    for (const [document, unit] of one.units) {
      const value = read(unit);
      if (value === undefined) continue;
      // Another length is another prompt: documents are compared with themselves at the same length only.
      const key = `${one.length}#${document}`;
      const set = sets.get(key) ?? { groups: [], values: [] };
      set.groups.push(depths.indexOf(one.depth));
      set.values.push(value);
      sets.set(key, set);
    }
  const permuted: PermutedSet[] = [...sets.values()];
  return maxStatisticTest(permuted, depths.length, bootstrapDraws, createRng(seed).fork("depths"));
}
