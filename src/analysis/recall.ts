import type { AnalysisOptions, Estimate } from "../findings.ts";
import { type Clusters, shareOfClusters } from "./clustered-share.ts";
import { documentRows } from "./document-rows.ts";
import type { Tally } from "./tally.ts";
import type { Units } from "./units.ts";

/** Recall of all trials of these tallies with its interval, as `clusteredShare`; undefined where none was scored. */
export function recallOf(tallies: readonly Tally[], options: AnalysisOptions): Estimate | undefined {
  const fractional = tallies.some((one) => one.fractional);
  return shareOfClusters(clustersOf(tallies.map(({ units }) => units)), fractional, options);
}

/** The scored trials of each document, in the order in which documents are met. */
function clustersOf(lists: readonly Units[]): Clusters {
  const rowOf = documentRows(lists);
  const [sums, sizes]: [number[], number[]] = [[], []];
  for (const { size, places, recall, scored } of lists)
    for (let i = 0; i < size; i++) {
      if (scored[i] === 0) continue;
      const row = rowOf(places[i] as number);
      sums[row] = (sums[row] ?? 0) + (recall[i] as number);
      sizes[row] = (sizes[row] ?? 0) + (scored[i] as number);
    }
  return { sums, sizes };
}
