import type { AnalysisOptions, Estimate } from "../findings.ts";
import { clusteredShare, type Part } from "./clustered-share.ts";
import type { Tally } from "./tally.ts";

/** Recall of all trials of these tallies with its interval, as `clusteredShare`; undefined where none was scored. */
export function recallOf(tallies: readonly Tally[], options: AnalysisOptions): Estimate | undefined {
  const fractional = tallies.some((one) => one.fractional);
  return clusteredShare(partsOf(tallies), fractional, options);
}

function* partsOf(tallies: readonly Tally[]): Generator<Part> {
  for (const { units } of tallies)
    for (const [document, { recall, scored }] of units) yield { document, recall, scored };
}
