import { substring } from "../scorers/substring.ts";
import type { Sample, Score } from "../types.ts";

/** Recall as the share of needles whose answer stands in the output; names the decoy given instead. */
export function scoreFound(output: string, sample: Sample): Score {
  const found = sample.needles.map((needle) => substring(output, needle.answers));
  const recall = found.filter(Boolean).length / Math.max(1, found.length);
  const decoy = recall === 1 ? undefined : sample.decoys.find((value) => substring(output, [value]));
  return { recall, found, ...(decoy === undefined ? {} : { decoy }) };
}
