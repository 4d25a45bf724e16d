import type { Estimate, Finding, Row } from "../findings.ts";

/** A popular claim, what was tried of it on one model, and what came out. */
export interface ClaimResult {
  readonly claim: string;
  readonly experiment: string;
  readonly model: string;
  /** What the verdict goes by; absent where this model can say nothing. */
  readonly estimate?: Estimate;
  readonly unit?: string;
  readonly verdict: "holds" | "does not hold" | "undecided here" | "not for this model";
  /** The numbers in a sentence. */
  readonly result: string;
}

/**
 * A claim that says a number is above a limit: it holds where the whole interval is, does not where the whole interval
 * is not, and is undecided between.
 */
export function decideAbove(
  { low, high }: Estimate,
  limit: number,
): "holds" | "does not hold" | "undecided here" {
  if (low > limit) return "holds";
  return high <= limit ? "does not hold" : "undecided here";
}

/** @param left what was not tried, and why */
export function claimsFinding(results: readonly ClaimResult[], left: readonly string[] = []): Finding {
  return {
    name: "sink-claims",
    question: "Do the popular claims about attention sinks hold here?",
    rows: results.map(
      ({ claim, experiment, model, estimate, unit, verdict, result }): Row => ({
        group: { claim, model, experiment },
        name: "result",
        ...(estimate === undefined ? {} : { estimate }),
        ...(unit === undefined ? {} : { unit }),
        unscored: 0,
        verdict,
        sentence: result,
      }),
    ),
    cautions: [...left],
  };
}
