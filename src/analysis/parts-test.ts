import type { AnalysisOptions } from "../findings.ts";
import { createRng } from "../random.ts";
import { maxStatisticTest, type PermutedSet } from "../stats/max-statistic.ts";
import type { Pooled } from "./gathered.ts";

/**
 * Permutation p that a document's share depends on the group that it is of. Documents are compared with themselves only,
 * and at the same length: another length is another prompt, and what it does would pass for the group's doing. A document
 * without a scored value in a group has none there.
 */
export function partsTest(
  groups: readonly Pick<Pooled, "byLength">[],
  { seed, bootstrapDraws }: AnalysisOptions,
): number {
  const sets = new Map<string, { groups: number[]; values: number[] }>();
  for (const [index, { byLength }] of groups.entries())
    for (const { group, parts } of byLength)
      for (const { document, recall, scored } of parts) {
        if (scored === 0) continue;
        const key = `${group.length} ${document}`;
        const set = sets.get(key) ?? { groups: [], values: [] };
        set.groups.push(index);
        set.values.push(recall / scored);
        sets.set(key, set);
      }
  const permuted: PermutedSet[] = [...sets.values()];
  return maxStatisticTest(permuted, groups.length, bootstrapDraws, createRng(seed).fork("depths"));
}
