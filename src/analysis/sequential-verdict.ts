import { type Differences, type SequentialRule, shownOf } from "./sequential-claims.ts";
import type { Decision } from "./verdict.ts";

/**
 * The verdict that documents, taken one by one, have decided; `inconclusive` = go on. `hasHole` is asked only where
 * both ends are shown to be within the margin of the middle.
 *
 * 1. `flat`: start - middle and end - middle both within the margin, and no other depth falls out.
 * 2. `lost in the middle`: both above 0; `inverted`: both below 0.
 * 3. `primacy only`: start above the middle, and end below half-way from the middle to the start (which then lies
 *    above the end too); or end below the middle, and start above half-way from the middle to the end; or start
 *    above and end below the middle. `recency only`: the same with the ends exchanged. "Only" is thus shown, not
 *    inferred from a difference that was not found: at a small n that would call an uneven U a primacy effect.
 *
 * What is controlled: for one (model, task, length), the chance that a verdict which is wrong of the true means is
 * given at any n, hence also at the n where this rule stops, is at most `error`. Where several are watched, each has
 * that chance; no more is claimed of all together. Holm orders p values of one look and cannot be used here. Each
 * claim of a sign is a one-sided sequential test at error / 5, each claim of a bound by the margin one at 2 error / 5
 * (`shownAfter`), and the union bound over the false claims that can make a verdict wrong never exceeds `error`:
 * - both ends equal the middle: four signs of start and end, 4/5; the half-way claims count only beside one of them.
 * - both ends above the middle: a false `flat` needs a false bound at the end that lies outside the margin, 2/5,
 *   which also covers that end's false sign (wealth against the margin is never below wealth against 0, and needs
 *   less), the other end's sign, 1/5, and the two half-way claims, 2/5 together: 5/5. Both below: the same.
 * - one end equals the middle: a false bound at the other, 2/5, and its own two signs, 2/5; no half-way claim is
 *   false beside a true sign, since an end on the other side of the middle, or at it, is below half-way.
 * - one above, one below: 2/5 and 1/5.
 * `hasHole` only withholds `flat`.
 */
export function decideSequentially(
  differences: Differences,
  rule: SequentialRule,
  hasHole: () => boolean,
): Decision {
  const start = shownOf(differences.start, rule);
  const end = shownOf(differences.end, rule);
  if (start.within && end.within && !hasHole()) return "flat";
  if (start.above && end.above) return "lost in the middle";
  if (start.below && end.below) return "inverted";
  if (start.above && end.below) return "primacy only";
  if (start.below && end.above) return "recency only";
  const endHalf = shownOf(differences.endBelowHalf, rule);
  const startHalf = shownOf(differences.startBelowHalf, rule);
  const primacy = (start.above && endHalf.above) || (end.below && startHalf.below);
  const recency = (end.above && startHalf.above) || (start.below && endHalf.below);
  if (primacy === recency) return "inconclusive";
  return primacy ? "primacy only" : "recency only";
}
