import type { AnalysisOptions, Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
import { matchedSetsTest } from "../stats/matched-sets.ts";
import { maxStatisticTest } from "../stats/max-statistic.ts";
import { type PairedGap, pairedGap } from "../stats/paired-gap.ts";
import { bootstrapName } from "./recall.ts";
import { percent } from "./wording.ts";
import type { DocumentZones, Zone, ZoneSum } from "./zones.ts";

/** Zones against zones, document by document. */
export interface Contrast {
  readonly gap: PairedGap;
  readonly estimate: Estimate;
  /** Two-sided, unadjusted. */
  readonly p: number;
  readonly test: string;
}

type Sides = { readonly left: ZoneSum; readonly right: ZoneSum };

/**
 * Recall in the zones `left` minus recall in the zones `right`, paired by document; undefined without a pair.
 * p: exact McNemar where each document has one trial a side, its conditional form for matched sets where it has
 * more; where recalls are fractions, the sides of each document change places at random.
 */
export function contrast(
  documents: readonly DocumentZones[],
  left: readonly Zone[],
  right: readonly Zone[],
  options: AnalysisOptions & { readonly fractional: boolean },
): Contrast | undefined {
  const pairs = documents
    .map((zones) => ({ left: together(zones, left), right: together(zones, right) }))
    .filter((pair) => pair.left.scored > 0 && pair.right.scored > 0);
  if (pairs.length === 0) return undefined;
  const recalls = pairs.map((pair) => ({
    first: pair.left.recall / pair.left.scored,
    second: pair.right.recall / pair.right.scored,
  }));
  // One stream for every contrast of a group: the same documents are drawn for each.
  const rng = createRng(options.seed).fork("contrast");
  const gap = pairedGap(recalls, options.bootstrapDraws, rng);
  const method = gap.bySmallSample
    ? `Newcombe ${percent(options.level)}, documents as n`
    : bootstrapName("percentile", options);
  return {
    gap,
    estimate: { value: gap.value, ...gap.interval(options.level), n: pairs.length, method },
    ...(options.fractional
      ? { p: swapTest(recalls, options), test: "permutation within documents" }
      : {
          p: matchedTest(pairs),
          test: isSingle(pairs) ? "exact McNemar" : "exact McNemar for matched sets",
        }),
  };
}

function swapTest(
  recalls: readonly { readonly first: number; readonly second: number }[],
  { seed, bootstrapDraws }: AnalysisOptions,
): number {
  const sets = recalls.map(({ first, second }) => ({ groups: [0, 1], values: [first, second] }));
  return maxStatisticTest(sets, 2, bootstrapDraws, createRng(seed).fork("swaps"));
}

function matchedTest(pairs: readonly Sides[]): number {
  return matchedSetsTest(
    pairs.map(({ left, right }) => ({
      firstTrials: left.scored,
      firstHits: left.recall,
      secondTrials: right.scored,
      secondHits: right.recall,
    })),
  );
}

function isSingle(pairs: readonly Sides[]): boolean {
  return pairs.every(({ left, right }) => left.scored === 1 && right.scored === 1);
}

function together(zones: DocumentZones, names: readonly Zone[]): ZoneSum {
  const sum = (field: keyof ZoneSum): number => names.reduce((total, name) => total + zones[name][field], 0);
  return { recall: sum("recall"), scored: sum("scored") };
}
