import type { AnalysisOptions, Estimate } from "../findings.ts";
import { shareOfClusters } from "./clustered-share.ts";
import { documentRows } from "./document-rows.ts";
import type { Tally } from "./tally.ts";

/** Cells whose recall is taken together, and what it counts for. */
export interface Weighted {
  readonly weight: number;
  readonly cells: readonly Tally[];
}

/**
 * The weighted mean of several recalls (weights are brought to a sum of 1), documents as clusters over all of them;
 * undefined where one has no scored trial. Each document's pull on the mean (its linearised influence, Davison &
 * Hinkley 1997, section 2.7) makes a pseudo-value, and the interval is that of the mean of these, as `clusteredShare`
 * gives it for fractions.
 */
export function weightedMean(groups: readonly Weighted[], options: AnalysisOptions): Estimate | undefined {
  const all = groups.reduce((sum, { weight }) => sum + weight, 0);
  const rowOf = documentRows(groups.flatMap(({ cells }) => cells.map(({ units }) => units)));
  const pulls: { readonly place: number; pull: number }[] = [];
  let value = 0;
  let n = 0;
  for (const { weight, cells } of groups) {
    const scored = cells.reduce((sum, cell) => sum + cell.scored, 0);
    if (scored === 0) return undefined;
    const mean = cells.reduce((sum, cell) => sum + cell.recall, 0) / scored;
    value += (weight / all) * mean;
    n += scored;
    for (const { units } of cells)
      for (let i = 0; i < units.size; i++) {
        const own = units.scored[i] as number;
        if (own === 0) continue;
        const place = units.places[i] as number;
        const row = rowOf(place);
        pulls[row] ??= { place, pull: 0 };
        pulls[row].pull += ((weight / all) * ((units.recall[i] as number) - mean * own)) / scored;
      }
  }
  if (groups.length === 0) return undefined;
  pulls.sort((a, b) => a.place - b.place);
  const sums = pulls.map(({ pull }) => value + pulls.length * pull);
  const clusters = { sums, sizes: sums.map(() => 1) };
  const estimate = shareOfClusters(clusters, true, options);
  return (
    estimate && { ...estimate, value, low: Math.max(0, estimate.low), high: Math.min(1, estimate.high), n }
  );
}
