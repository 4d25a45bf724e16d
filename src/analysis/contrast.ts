import type { AnalysisOptions, Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
import { type PairedGap, pairedGap } from "../stats/paired-gap.ts";
import { signFlipTest } from "../stats/sign-flip.ts";
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

/**
 * Recall in the zones `left` minus recall in the zones `right`, paired by document; undefined without a pair.
 * p: the sign-flip test of the documents' differences, which is the exact McNemar test where each document has
 * one whole trial a side.
 */
export function contrast(
  documents: readonly DocumentZones[],
  left: readonly Zone[],
  right: readonly Zone[],
  options: AnalysisOptions,
): Contrast | undefined {
  const sides = sidesOf(documents, left, right);
  if (sides.length === 0) return undefined;
  const pairs = sides.map(([a, b]) => ({ first: a.recall / a.scored, second: b.recall / b.scored }));
  // One stream for every contrast of a group: the same documents are drawn for each.
  const rng = createRng(options.seed).fork("contrast");
  const gap = pairedGap(pairs, options.bootstrapDraws, rng.fork("draws"));
  const differences = pairs.map(({ first, second }) => first - second);
  const single = sides.every((pair) => pair.every((one) => one.scored === 1 && Number.isInteger(one.recall)));
  const method = gap.bySmallSample
    ? `Newcombe ${percent(options.level)} of gains and losses, documents as n`
    : bootstrapName("percentile", options);
  return {
    gap,
    estimate: { value: gap.value, ...gap.interval(options.level), n: pairs.length, method },
    p: signFlipTest(differences, options.bootstrapDraws, rng.fork("flips")),
    test: single ? "exact McNemar" : "sign flips by document",
  };
}

/** Of each document with a scored trial on both sides: what stands on either. */
export function sidesOf(
  documents: readonly DocumentZones[],
  left: readonly Zone[],
  right: readonly Zone[],
): (readonly [ZoneSum, ZoneSum])[] {
  return documents
    .map((zones) => [together(zones, left), together(zones, right)] as const)
    .filter(([a, b]) => a.scored > 0 && b.scored > 0);
}

function together(zones: DocumentZones, names: readonly Zone[]): ZoneSum {
  const sum = (field: keyof ZoneSum): number => names.reduce((total, name) => total + zones[name][field], 0);
  return { recall: sum("recall"), scored: sum("scored") };
}
