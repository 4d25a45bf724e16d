import type { AnalysisOptions, Estimate } from "../findings.ts";
import { percent } from "../number-words.ts";
import { confidenceSequence } from "../stats/confidence-sequence.ts";
import type { Interval } from "../stats/interval.ts";
import { sidesOf } from "./contrast.ts";
import { type WorstDepth, worstDepth } from "./depth-test.ts";
import { recallOf } from "./recall.ts";
import { differencesOf, signLevel } from "./sequential-claims.ts";
import { decideSequentially } from "./sequential-verdict.ts";
import type { Tally } from "./tally.ts";
import { type Decision, hasHole } from "./verdict.ts";
import { type Zone, zonesBySeed } from "./zones.ts";

/** Options of a run that stopped by its results. */
export type SequentialOptions = AnalysisOptions & Required<Pick<AnalysisOptions, "untilDecided">>;

/**
 * What `Evidence` is for a fixed n: every interval is a confidence sequence, the documents in order of seed.
 * A part is missing where no document has a scored trial for it.
 */
export interface SequentialEvidence {
  readonly verdict: Decision;
  readonly first: Estimate | undefined;
  readonly middle: Estimate | undefined;
  readonly last: Estimate | undefined;
  readonly edge: Estimate | undefined;
  /** Edge minus middle, first minus middle, last minus middle; paired by document. */
  readonly gap: Estimate | undefined;
  readonly primacy: Estimate | undefined;
  readonly recency: Estimate | undefined;
}

/** With nothing missing. */
export type WholeSequentialEvidence = {
  readonly [K in keyof SequentialEvidence]-?: NonNullable<SequentialEvidence[K]>;
};

export function isWhole(evidence: SequentialEvidence): evidence is WholeSequentialEvidence {
  return !Object.values(evidence).includes(undefined);
}

/** The verdict of a (model, task, length) by the documents so far; `inconclusive` where it is not decided. */
export function sequentialVerdict(cells: readonly Tally[], options: SequentialOptions): Decision {
  const rule = { error: options.untilDecided.error, margin: options.margin };
  return decideSequentially(differencesOf(zonesBySeed(cells, options)), rule, () => {
    const found = depthsOf(cells, options);
    return found !== undefined && hasHole(found, options);
  });
}

export function gatherSequential(cells: readonly Tally[], options: SequentialOptions): SequentialEvidence {
  const documents = zonesBySeed(cells, options);
  const signs = signLevel(options.untilDecided.error);
  const recall = (...zones: readonly Zone[]): Estimate | undefined =>
    estimate(
      sidesOf(documents, zones, zones).map(([side]) => side.recall / side.scored),
      options.level,
      { low: 0, high: 1 },
    );
  const gap = (left: readonly Zone[], level: number): Estimate | undefined =>
    estimate(
      sidesOf(documents, left, ["middle"]).map(([a, b]) => a.recall / a.scored - b.recall / b.scored),
      level,
    );
  return {
    verdict: sequentialVerdict(cells, options),
    first: recall("first"),
    middle: recall("middle"),
    last: recall("last"),
    edge: recall("first", "last"),
    gap: gap(["first", "last"], options.level),
    primacy: gap(["first"], signs),
    recency: gap(["last"], signs),
  };
}

/** Recall over all depths, and the lowest of them. */
export function depthsOf(
  cells: readonly Tally[],
  options: AnalysisOptions,
): { readonly worst: WorstDepth; readonly overall: Estimate } | undefined {
  const worst = worstDepth(cells, options);
  const overall = recallOf(cells, options);
  return worst && overall && { worst, overall };
}

function estimate(values: readonly number[], level: number, bounds?: Interval): Estimate | undefined {
  if (values.length === 0) return undefined;
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const method = `betting confidence sequence ${percent(level)}, holds at every n`;
  return { value, ...confidenceSequence(values, level, bounds), n: values.length, method };
}
