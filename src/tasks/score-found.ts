import { substring } from "../scorers/substring.ts";
import type { Sample, Score, Scorer } from "../types.ts";

/** Recall as the share of needles whose answer stands in the output; names the decoy given instead. */
export function scoreBy(match: (output: string, answers: readonly string[]) => boolean): Scorer {
  return (output: string, sample: Sample): Score => {
    const found = sample.needles.map((needle) => match(output, needle.answers));
    const recall = found.filter(Boolean).length / Math.max(1, found.length);
    const decoy = recall === 1 ? undefined : sample.decoys.find((value) => match(output, [value]));
    return { recall, found, ...(decoy === undefined ? {} : { decoy }) };
  };
}

/** The field's plainest rule: an accepted answer inside the output, case aside. */
export const scoreFound: Scorer = scoreBy(substring);
