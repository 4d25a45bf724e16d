import type { Estimate } from "../findings.ts";
import type { Rng } from "../random.ts";
import { bcaInterval } from "../stats/bca-interval.ts";
import { resampleMeans } from "../stats/resample-means.ts";

export interface Sureness {
  /** Confidence level, e.g. 0.95. */
  readonly level: number;
  readonly draws: number;
  readonly rng: Rng;
}

/**
 * Mean of one number a prompt, with a bootstrap interval over prompts (BCa). Two prompts at least; of one there is no
 * interval, and nothing can be said of others: undefined.
 */
export function meanOverPrompts(
  values: readonly number[],
  { level, draws, rng }: Sureness,
): Estimate | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sorted = resampleMeans(values, draws, rng);
  const interval = bcaInterval({ sorted, mean, influence: values.map((value) => value - mean) }, level);
  return {
    value: mean,
    ...interval,
    n,
    method: `bootstrap over prompts (BCa), ${draws.toLocaleString("en")} draws`,
  };
}

/** The same without an interval, for what a picture shows; the bounds are the value itself and n says why. */
export function bareMean(values: readonly number[]): Estimate {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  return { value, low: value, high: value, n: values.length, method: "mean over prompts, no interval" };
}
