import type { Estimate } from "../findings.ts";

/** Recall at one length, in tokens. */
export type LengthBound = Pick<Estimate, "value" | "low" | "high" | "n"> & { readonly length: number };

/** How long a threshold holds. Lengths in tokens. */
export interface Hold {
  /** Undefined where the shortest measured length already fails. */
  readonly value: number | undefined;
  /** Where the lower and the upper end of recall's interval hold; 0 where not even at the shortest length. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly verdict: "found" | "at least" | "below the shortest";
  readonly shortest: number;
  /** Lengths that pass after a shorter one failed. */
  readonly again: readonly number[];
}

/**
 * The longest measured length up to which every length reaches the threshold. Where recall falls steadily this is
 * the longest length that passes, as the papers say it; where it does not, later passes are named, not counted.
 */
export function longestHolding(lengths: readonly LengthBound[], threshold: number): Hold {
  const ordered = [...lengths].sort((a, b) => a.length - b.length);
  const longest = ordered.at(-1)?.length;
  // A share such as 0.856 may come out as 0.8559999999999999.
  const passes = (share: number): boolean => share >= threshold - 1e-9;
  const upTo = (end: "value" | "low" | "high"): number | undefined => {
    const failure = ordered.findIndex((one) => !passes(one[end]));
    return failure < 0 ? longest : ordered[failure - 1]?.length;
  };
  const value = upTo("value");
  return {
    value,
    low: upTo("low") ?? 0,
    high: upTo("high") ?? 0,
    n: ordered.reduce((sum, one) => sum + one.n, 0),
    verdict: value === undefined ? "below the shortest" : value === longest ? "at least" : "found",
    shortest: ordered[0]?.length ?? 0,
    again: ordered.filter((one) => one.length > (value ?? 0) && passes(one.value)).map((one) => one.length),
  };
}
