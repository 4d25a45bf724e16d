import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * Exact two-sided McNemar test of paired hits: `gains` pairs where only the first hit, `losses` where only the
 * second did. Under no difference gains ~ Binomial(gains + losses, 1/2); twice the smaller tail, at most 1.
 * McNemar (1947), Psychometrika 12: 153-157. Example: 37 against 6 gives 1.64e-6, 5 against 5 gives 1.
 */
export function mcnemar(gains: number, losses: number): number {
  const fewer = Math.min(gains, losses);
  const more = Math.max(gains, losses);
  // P(X <= fewer) = I_1/2(more, fewer + 1); equal counts lie on both sides of the middle.
  return gains === losses ? 1 : Math.min(1, 2 * incompleteBeta(0.5, more, fewer + 1));
}
