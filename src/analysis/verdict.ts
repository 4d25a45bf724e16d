import type { AnalysisOptions } from "../findings.ts";
import { isEquivalent } from "../stats/equivalence.ts";
import type { AdjustedContrast, Evidence } from "./evidence.ts";

/** `at the floor` and `above its ability` claim nothing about position: there is no recall that could sag. */
export type Verdict =
  | "lost in the middle"
  | "primacy only"
  | "recency only"
  | "inverted"
  | "flat"
  | "at the floor"
  | "above its ability"
  | "inconclusive";

/** What a comparison of edges and middle alone can say. */
export type Decision = Exclude<Verdict, "at the floor" | "above its ability">;

type Rule = Pick<AnalysisOptions, "level" | "margin">;

/**
 * The rule, in this order:
 * 1. `flat`: both ends are equivalent to the middle (two one-sided tests within the margin; both must pass, so
 *    no adjustment is due: Berger 1982, Technometrics 24: 295-300), and no other depth falls out (`hasHole`).
 * 2. `lost in the middle`: both ends significantly above the middle after Holm; `inverted`: both below.
 * 3. One end or both differ otherwise: `primacy only` or `recency only` when the ends differ from each other
 *    too, named after the better one. "Only" is a claim about the other end, so it needs that third test; it is
 *    asked only after Holm has rejected one of the two, so a flat model still raises at most 5 % false alarms.
 * 4. Otherwise `inconclusive`.
 */
export function decide(evidence: Evidence, rule: Rule): Decision {
  const { ends } = evidence;
  if (bothEquivalent(evidence, rule) && !hasHole(evidence, rule)) return "flat";
  const primacy = direction(evidence.primacy, rule);
  const recency = direction(evidence.recency, rule);
  if (primacy > 0 && recency > 0) return "lost in the middle";
  if (primacy < 0 && recency < 0) return "inverted";
  if (primacy === 0 && recency === 0) return "inconclusive";
  if (ends.p > alphaOf(rule) || ends.estimate.value === 0) return "inconclusive";
  return ends.estimate.value > 0 ? "primacy only" : "recency only";
}

/** 1 above the middle, -1 below, 0 not shown to differ. */
export function direction({ estimate, adjusted }: AdjustedContrast, rule: Rule): number {
  return adjusted <= alphaOf(rule) ? Math.sign(estimate.value) : 0;
}

/** The level of an interval that carries out two one-sided tests of alpha each. */
export function twoOneSided({ level }: Rule): number {
  return 1 - 2 * (1 - level);
}

export function bothEquivalent({ primacy, recency }: Evidence, rule: Rule): boolean {
  return [primacy, recency].every(({ gap }) => isEquivalent(gap.interval(twoOneSided(rule)), rule.margin));
}

/**
 * Whether one depth falls out where the zones do not look: depths differ significantly, and the worst lies further
 * below the mean of all than the margin. A curve with a hole at depth 0.25 is not flat.
 */
export function hasHole({ worst, overall }: Pick<Evidence, "worst" | "overall">, rule: Rule): boolean {
  return worst.p <= alphaOf(rule) && overall.value - worst.estimate.value > rule.margin;
}

/** Rounded: 1 - 0.95 is not 0.05. */
export function alphaOf({ level }: Pick<Rule, "level">): number {
  return Number((1 - level).toFixed(12));
}
