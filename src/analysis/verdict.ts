import type { AnalysisOptions } from "../findings.ts";
import { isEquivalent } from "../stats/equivalence.ts";
import type { Contrast } from "./contrast.ts";
import type { WorstDepth } from "./depth-test.ts";

export type Verdict =
  | "lost in the middle"
  | "primacy only"
  | "recency only"
  | "inverted"
  | "flat"
  | "inconclusive";

/** All that a verdict follows from. Contrasts are paired by document. */
export interface Evidence {
  /** First minus middle, and last minus middle, with p adjusted by Holm over the two. */
  readonly primacy: Contrast & { readonly adjusted: number };
  readonly recency: Contrast & { readonly adjusted: number };
  /** First minus last. */
  readonly ends: Contrast;
  readonly worst: WorstDepth;
  /** Recall over all depths. */
  readonly overall: number;
}

/**
 * The rule, in this order:
 * 1. `flat`: both ends are equivalent to the middle (two one-sided tests within the margin; both must pass, so
 *    no adjustment is due: Berger 1982, Technometrics 24: 295-300), and no other depth falls out (see `hole`).
 * 2. `lost in the middle`: both ends significantly above the middle after Holm; `inverted`: both below.
 * 3. One end or both differ otherwise: `primacy only` or `recency only` when the ends differ from each other
 *    too, named after the better one. "Only" is a claim about the other end, so it needs that third test; it is
 *    asked only after Holm has rejected one of the two, so a flat model still raises at most 5 % false alarms.
 * 4. Otherwise `inconclusive`.
 */
export function decide(evidence: Evidence, options: Pick<AnalysisOptions, "level" | "margin">): Verdict {
  const alpha = 1 - options.level;
  const direction = ({ estimate, adjusted }: Evidence["primacy"]): number =>
    adjusted <= alpha ? Math.sign(estimate.value) : 0;
  const primacy = direction(evidence.primacy);
  const recency = direction(evidence.recency);
  if (isFlat(evidence, options)) return "flat";
  if (primacy > 0 && recency > 0) return "lost in the middle";
  if (primacy < 0 && recency < 0) return "inverted";
  if (primacy === 0 && recency === 0) return "inconclusive";
  if (evidence.ends.p > alpha || evidence.ends.estimate.value === 0) return "inconclusive";
  return evidence.ends.estimate.value > 0 ? "primacy only" : "recency only";
}

function isFlat(evidence: Evidence, options: Pick<AnalysisOptions, "level" | "margin">): boolean {
  return bothEquivalent(evidence, options) && !hasHole(evidence, options);
}

export function bothEquivalent(
  { primacy, recency }: Evidence,
  { level, margin }: Pick<AnalysisOptions, "level" | "margin">,
): boolean {
  const twoOneSided = 1 - 2 * (1 - level);
  return [primacy, recency].every(({ gap }) => isEquivalent(gap.interval(twoOneSided), margin));
}

/**
 * Whether one depth falls out where the zones do not look: depths differ significantly, and the worst lies further
 * below the mean of all than the margin. A curve with a hole at depth 0.25 is not flat.
 */
export function hasHole(
  { worst, overall }: Evidence,
  { level, margin }: Pick<AnalysisOptions, "level" | "margin">,
): boolean {
  return worst.p <= 1 - level && overall - worst.estimate.value > margin;
}
