import { isEquivalent } from "./equivalence.ts";
import type { Interval } from "./interval.ts";
import { mcnemar } from "./mcnemar.ts";
import { newcombe } from "./newcombe.ts";

/** Two ways of asking the same questions, by who hit where. */
export interface PairedHits {
  readonly n: number;
  /** Questions that only the first hit, and that only the second did. */
  readonly gains: number;
  readonly losses: number;
  /** Share of hits of the first minus that of the second, with its interval (Newcombe of gains and losses). */
  readonly difference: number;
  readonly interval: Interval;
  /** Exact McNemar, two-sided, not adjusted. */
  readonly p: number;
  /** Two one-sided tests at alpha: the difference is shown to be smaller than the margin. */
  readonly equivalent: boolean;
}

/**
 * Compares two lists of hits, question by question. Throws `RangeError` unless they are as long as each other and
 * hold one question or more. Example: 8 of 10 against 3 of 10 with five gains gives a difference of 0.5, p = 0.0625.
 */
export function pairedHits(
  first: readonly boolean[],
  second: readonly boolean[],
  { alpha = 0.05, margin }: { readonly alpha?: number; readonly margin: number },
): PairedHits {
  const n = first.length;
  if (n === 0 || second.length !== n)
    throw new RangeError(`pairedHits(first, second); as many in both, one or more: ${n}, ${second.length}`);
  let [gains, losses] = [0, 0];
  first.forEach((hit, i) => {
    if (hit && !second[i]) gains++;
    else if (!hit && second[i]) losses++;
  });
  return {
    n,
    gains,
    losses,
    difference: (gains - losses) / n,
    interval: newcombe(gains / n, losses / n, n, 1 - alpha),
    p: mcnemar(gains, losses),
    equivalent: isEquivalent(newcombe(gains / n, losses / n, n, 1 - 2 * alpha), margin),
  };
}
