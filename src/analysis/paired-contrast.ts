import type { AnalysisOptions, Estimate } from "../findings.ts";
import { percent } from "../number-words.ts";
import { createRng } from "../random.ts";
import { type PairedGap, pairedGap } from "../stats/paired-gap.ts";
import { signFlipTest } from "../stats/sign-flip.ts";
import { bootstrapName } from "./clustered-share.ts";
import type { ZoneSum } from "./zones.ts";

/** One group of a document's trials against another of the same document, over documents. */
export interface Contrast {
  readonly gap: PairedGap;
  readonly estimate: Estimate;
  /** Two-sided, unadjusted. */
  readonly p: number;
  readonly test: string;
}

/**
 * Mean recall of the first of each pair minus that of the second, each pair of one document, both with a scored
 * trial; undefined without a pair. p: the sign-flip test of the documents' differences, which is the exact McNemar
 * test where each document has one whole trial a side.
 */
export function pairedContrast(
  sides: readonly (readonly [ZoneSum, ZoneSum])[],
  options: AnalysisOptions,
): Contrast | undefined {
  if (sides.length === 0) return undefined;
  const pairs = sides.map(([a, b]) => ({ first: a.recall / a.scored, second: b.recall / b.scored }));
  // One stream for every contrast of a group: the same documents are drawn for each.
  const rng = createRng(options.seed).fork("contrast");
  const gap = pairedGap(pairs, options.bootstrapDraws, rng.fork("draws"));
  const differences = pairs.map(({ first, second }) => first - second);
  const single = sides.every((pair) => pair.every((one) => one.scored === 1 && Number.isInteger(one.recall)));
  const method = gap.bySmallSample
    ? `Newcombe ${percent(options.level)} of gains and losses, documents as n`
    : bootstrapName("percentile and BCa", options);
  return {
    gap,
    estimate: { value: gap.value, ...gap.interval(options.level), n: pairs.length, method },
    p: signFlipTest(differences, options.bootstrapDraws, rng.fork("flips")),
    test: single ? "exact McNemar" : "sign flips by document",
  };
}
