import type { AnalysisOptions, Estimate } from "../findings.ts";
import { byDocument } from "./by-document.ts";
import { clusteredShare } from "./clustered-share.ts";
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
  const pulls = new Map<string, number>();
  let value = 0;
  let n = 0;
  for (const { weight, cells } of groups) {
    const scored = cells.reduce((sum, cell) => sum + cell.scored, 0);
    if (scored === 0) return undefined;
    const mean = cells.reduce((sum, cell) => sum + cell.recall, 0) / scored;
    value += (weight / all) * mean;
    n += scored;
    for (const { units } of cells)
      for (const [document, unit] of units) {
        const pull = ((weight / all) * (unit.recall - mean * unit.scored)) / scored;
        if (unit.scored > 0) pulls.set(document, (pulls.get(document) ?? 0) + pull);
      }
  }
  if (groups.length === 0) return undefined;
  const documents = [...pulls].sort(([a], [b]) => byDocument(a, b));
  const parts = documents.map(([document, pull]) => ({
    document,
    recall: value + documents.length * pull,
    scored: 1,
  }));
  const estimate = clusteredShare(parts, true, options);
  return (
    estimate && { ...estimate, value, low: Math.max(0, estimate.low), high: Math.min(1, estimate.high), n }
  );
}
