import type { AnalysisOptions } from "../findings.ts";
import type { Manifest } from "../record.ts";

/**
 * The contract's numbers. A margin of 0.1 can be met by 25 perfect documents, one of 0.05 by 52.
 *
 * @example
 * ```ts
 * const options = { ...defaultAnalysisOptions, margin: 0.05 };
 * ```
 */
export const defaultAnalysisOptions: AnalysisOptions = {
  seed: 1,
  level: 0.95,
  edge: [0.1, 0.9],
  middle: [0.4, 0.6],
  margin: 0.1,
  bootstrapDraws: 10_000,
};

/** What of a manifest bears on its findings. */
export interface RunRules extends Pick<Manifest, "margin"> {
  readonly plan?: Pick<Manifest["plan"], "untilDecided">;
}

/**
 * The contract's numbers with what a run was told: its margin, and whether its results ended it.
 *
 * @example
 * ```ts
 * const findings = analyses.map((analysis) => analysis.run(trials, optionsOf(manifest)));
 * ```
 */
export function optionsOf({ margin, plan }: RunRules): AnalysisOptions {
  const told = plan?.untilDecided?.margin ?? margin;
  return {
    ...defaultAnalysisOptions,
    ...(told === undefined ? {} : { margin: told }),
    ...(plan?.untilDecided && { untilDecided: { error: plan.untilDecided.error } }),
  };
}
