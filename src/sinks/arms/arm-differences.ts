import { holm } from "../../stats/holm.ts";
import { type PairedHits, pairedHits } from "../../stats/paired-hits.ts";

export type DifferenceVerdict = "better" | "worse" | "equivalent" | "not shown to differ";

/** One arm beside another. */
export interface ArmDifference extends PairedHits {
  readonly arm: string;
  readonly against: string;
  /** Holm over all differences of the experiment. */
  readonly adjusted: number;
  readonly verdict: DifferenceVerdict;
}

export interface DifferenceOptions {
  readonly alpha: number;
  /** Half-width within which two shares count as equal. */
  readonly margin: number;
}

/**
 * Differences of pairs of arms, each by the exact McNemar test, Holm over all of the pairs; equivalence by two
 * one-sided tests (Schuirmann 1987). Nothing where no question is common to all.
 */
export function armDifferences(
  hits: ReadonlyMap<string, readonly boolean[]>,
  pairs: readonly (readonly [string, string])[],
  { alpha, margin }: DifferenceOptions,
): readonly ArmDifference[] {
  const compared = pairs.flatMap(([arm, against]) => {
    const [first, second] = [hits.get(arm), hits.get(against)];
    return first === undefined || second === undefined || first.length === 0
      ? []
      : [{ arm, against, ...pairedHits(first, second, { alpha, margin }) }];
  });
  const adjusted = holm(compared.map(({ p }) => p));
  return compared.map((one, i): ArmDifference => {
    const p = adjusted[i] ?? 1;
    const shown = p <= alpha && one.difference !== 0;
    const verdict = shown
      ? one.difference > 0
        ? "better"
        : "worse"
      : one.equivalent
        ? "equivalent"
        : "not shown to differ";
    return { ...one, adjusted: p, verdict };
  });
}
