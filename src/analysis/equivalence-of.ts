import type { AnalysisOptions, Estimate } from "../findings.ts";
import { percent } from "../number-words.ts";
import { equivalenceP } from "../stats/equivalence-p.ts";
import type { Evidence } from "./evidence.ts";
import { twoOneSided } from "./verdict.ts";
import { points } from "./wording.ts";

/**
 * How far the end that is farther from the middle lies from it, with the interval that carries out two one-sided tests
 * of both ends, and their p: both must pass, so it is the larger (Berger 1982, Technometrics 24: 295-300).
 */
export function equivalenceOf(
  { primacy, recency }: Partial<Evidence>,
  options: Pick<AnalysisOptions, "level" | "margin">,
): Estimate | undefined {
  if (primacy === undefined || recency === undefined) return undefined;
  const { margin } = options;
  const level = twoOneSided(options);
  const p = Math.max(...[primacy, recency].map(({ gap }) => equivalenceP(gap.interval, margin)));
  const { gap, estimate } = Math.abs(recency.gap.value) > Math.abs(primacy.gap.value) ? recency : primacy;
  const method = `two one-sided tests, margin ${points(margin)} points, ${percent(level)}; p: the larger of both ends`;
  return { value: gap.value, ...gap.interval(level), n: estimate.n, method, p };
}
