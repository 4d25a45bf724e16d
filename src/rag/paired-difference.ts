import { isEquivalent } from "../stats/equivalence.ts";
import { mcnemar } from "../stats/mcnemar.ts";
import { newcombe } from "../stats/newcombe.ts";

/** Two ways on the same questions. */
export interface PairedDifference {
  /** Share of hits of the first minus that of the second, -1..1, with its interval of level 1 - alpha. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /** Exact McNemar, for this pair alone. */
  readonly p: number;
  /** Whether the difference is shown to be within the margin (two one-sided tests). */
  readonly equivalent: boolean;
  /** Whether the first is shown to be at most the margin below the second (one-sided, level alpha). */
  readonly noWorse: boolean;
}

export interface PairedOptions {
  readonly alpha: number;
  readonly margin: number;
}

export const PAIRED_METHOD = "Newcombe of gains and losses; p: exact McNemar";

/**
 * Compares hits question by question. The interval is Newcombe's (1998, method 10) of the shares of gains and losses,
 * the test is McNemar's exact one. Throws `RangeError` where they are not paired or there is no question.
 */
export function pairedDifference(
  first: readonly boolean[],
  second: readonly boolean[],
  { alpha, margin }: PairedOptions,
): PairedDifference {
  const n = first.length;
  if (n === 0 || second.length !== n)
    throw new RangeError(`pairedDifference(first, second); as many, one or more: ${n}, ${second.length}`);
  let [gains, losses] = [0, 0];
  first.forEach((hit, i) => {
    if (hit && !second[i]) gains++;
    else if (!hit && second[i]) losses++;
  });
  const wide = newcombe(gains / n, losses / n, n, 1 - alpha);
  const narrow = newcombe(gains / n, losses / n, n, 1 - 2 * alpha);
  return {
    value: (gains - losses) / n,
    ...{ low: wide.low, high: wide.high, n, p: mcnemar(gains, losses) },
    equivalent: isEquivalent(narrow, margin),
    noWorse: narrow.low > -margin,
  };
}

export type DifferenceVerdict = "better" | "worse" | "equivalent" | "not shown to differ";

/** In words, with the p value that the family leaves. */
export function verdictOf(found: PairedDifference, adjusted: number, alpha: number): DifferenceVerdict {
  if (adjusted <= alpha && found.value !== 0) return found.value > 0 ? "better" : "worse";
  return found.equivalent ? "equivalent" : "not shown to differ";
}
