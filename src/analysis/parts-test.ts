import type { AnalysisOptions } from "../findings.ts";
import { createRng } from "../random.ts";
import { maxStatisticTest, type PermutedSet } from "../stats/max-statistic.ts";
import type { Part } from "./clustered-share.ts";

/**
 * Permutation p that a document's share depends on the group that it is of; documents are compared with themselves
 * only. Groups come with their parts; a document without a scored value in a group has none there.
 */
export function partsTest(
  groups: readonly (readonly Part[])[],
  { seed, bootstrapDraws }: AnalysisOptions,
): number {
  const sets = new Map<string, { groups: number[]; values: number[] }>();
  for (const [index, parts] of groups.entries())
    for (const { document, recall, scored } of parts) {
      if (scored === 0) continue;
      const set = sets.get(document) ?? { groups: [], values: [] };
      set.groups.push(index);
      set.values.push(recall / scored);
      sets.set(document, set);
    }
  const permuted: PermutedSet[] = [...sets.values()];
  return maxStatisticTest(permuted, groups.length, bootstrapDraws, createRng(seed).fork("depths"));
}
