import { detectableGap } from "../stats/detectable-gap.ts";
import { documentsForGap } from "../stats/documents-for-gap.ts";
import type { Depth } from "../types.ts";

/** Recall assumed at every depth before anything is asked; real runs give their own. */
export const ASSUMED_RECALL = 0.9;

/**
 * The smallest middle gap that so many documents find in four of five cases, one model, task and length.
 * `undefined` where the grid has no edge or no middle.
 */
export function smallestGap(depths: readonly Depth[], documents: number): number | undefined {
  const deviation = assumedDeviation(depths);
  return deviation === undefined ? undefined : detectableGap({ n: documents, deviation });
}

/** Documents that find a middle gap of `gap` in four of five cases; `undefined` as above. */
export function documentsToDetect(depths: readonly Depth[], gap: number): number | undefined {
  const deviation = assumedDeviation(depths);
  return deviation === undefined ? undefined : documentsForGap(gap, { deviation });
}

/** Of a document's edge recall minus its middle recall, its answers being independent at `ASSUMED_RECALL`. */
function assumedDeviation(depths: readonly Depth[]): number | undefined {
  const edge = depths.filter((depth) => depth <= 0.1 || depth >= 0.9).length;
  const middle = depths.filter((depth) => depth >= 0.4 && depth <= 0.6).length;
  if (edge === 0 || middle === 0) return undefined;
  return Math.sqrt(ASSUMED_RECALL * (1 - ASSUMED_RECALL) * (1 / edge + 1 / middle));
}
