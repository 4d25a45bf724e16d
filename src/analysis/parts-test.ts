import type { AnalysisOptions } from "../findings.ts";
import { createRng } from "../random.ts";
import { maxStatisticTest, type PermutedSet } from "../stats/max-statistic.ts";
import type { Part } from "./clustered-share.ts";
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
  const lengths = [...new Set(groups.flatMap(({ byLength }) => byLength.map(({ group }) => group.length)))];
  const permuted = lengths.flatMap((length) =>
    setsOf(
      groups.map(({ byLength }) =>
        byLength.flatMap((one) => (one.group.length === length ? [one.parts] : [])),
      ),
    ),
  );
  return maxStatisticTest(permuted, groups.length, bootstrapDraws, createRng(seed).fork("depths"));
}

/** Each document's shares in the groups, where it has different ones: others are the same in any order. */
function setsOf(groups: readonly (readonly Iterable<Part>[])[]): PermutedSet[] {
  const first = new Map<string, number>();
  const varying = new Map<string, { groups: number[]; values: number[] }>();
  eachShare(groups, (document, value) => {
    const before = first.get(document);
    if (before === undefined) first.set(document, value);
    else if (before !== value) varying.set(document, { groups: [], values: [] });
  });
  eachShare(groups, (document, value, group) => {
    const set = varying.get(document);
    set?.groups.push(group);
    set?.values.push(value);
  });
  return [...varying.values()];
}

function eachShare(
  groups: readonly (readonly Iterable<Part>[])[],
  take: (document: string, value: number, group: number) => void,
): void {
  for (const [group, lists] of groups.entries())
    for (const parts of lists)
      for (const { document, recall, scored } of parts)
        if (scored > 0) take(document, recall / scored, group);
}
