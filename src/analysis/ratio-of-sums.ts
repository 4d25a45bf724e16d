import type { AnalysisOptions, Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
import { bcaInterval } from "../stats/bca-interval.ts";
import { expandedLevel } from "../stats/expanded-level.ts";
import { resampleMeans } from "../stats/resample-means.ts";
import { bootstrapName } from "./clustered-share.ts";

/** What one document adds to either sum, by `n` scored trials. */
export interface RatioUnit {
  readonly top: number;
  readonly bottom: number;
  readonly n: number;
}

/** Documents from which a bootstrap of a ratio is believed. */
const FEWEST = 5;

/** A ratio of two sums over documents; without bounds where they are too few for an interval. */
export type Ratio = { readonly value: number } & (
  | { readonly estimate: Estimate; readonly tooFew?: undefined }
  | { readonly estimate?: undefined; readonly tooFew: number }
);

/**
 * Sum of `top` over sum of `bottom`, documents drawn for its BCa interval at a level expanded for their number;
 * undefined where nothing was summed. `stream` names the random numbers.
 */
export function ratioOfSums(
  units: readonly RatioUnit[],
  stream: string,
  options: AnalysisOptions,
): Ratio | undefined {
  const used = units.filter(({ n, bottom }) => n > 0 && bottom > 0);
  if (used.length === 0) return undefined;
  const sum = (of: (unit: RatioUnit) => number): number => used.reduce((all, unit) => all + of(unit), 0);
  const value = sum(({ top }) => top) / sum(({ bottom }) => bottom);
  if (used.length < FEWEST) return { value, tooFew: used.length };
  const sorted = resampleMeans(
    used.map(({ top }) => top),
    options.bootstrapDraws,
    createRng(options.seed).fork(stream),
    used.map(({ bottom }) => bottom),
  );
  const influence = used.map(({ top, bottom }) => top - value * bottom);
  const bounds = bcaInterval({ sorted, mean: value, influence }, expandedLevel(options.level, used.length));
  return {
    value,
    estimate: { value, ...bounds, n: sum(({ n }) => n), method: bootstrapName("BCa", options) },
  };
}
