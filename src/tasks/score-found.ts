import { substring } from "../scorers/substring.ts";
import { stripThinking } from "../thinking.ts";
import type { Sample, Score, Scorer } from "../types.ts";

/** Recall as the share of needles whose answer stands in the output, thinking aside; names the decoy given instead. */
export function scoreBy(match: (output: string, answers: readonly string[]) => boolean): Scorer {
  return (output: string, sample: Sample): Score => {
    const { text } = stripThinking(output);
    const found = sample.needles.map((needle) => match(text, needle.answers));
    const recall = found.filter(Boolean).length / Math.max(1, found.length);
    const decoy = recall === 1 ? undefined : sample.decoys.find((value) => match(text, [value]));
    return { recall, found, ...(decoy === undefined ? {} : { decoy }) };
  };
}

/** The field's plainest rule: an accepted answer inside the output, case aside. */
export const scoreFound: Scorer = scoreBy(substring);
