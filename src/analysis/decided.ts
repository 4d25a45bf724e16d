import type { UntilDecided } from "../record.ts";
import { placedArm } from "./group.ts";
import { defaultAnalysisOptions } from "./options.ts";
import type { ScannedTrial } from "./scan.ts";
import { sequentialVerdict } from "./sequential-evidence.ts";
import { tally } from "./tally.ts";
import type { Decision } from "./verdict.ts";

/**
 * The verdict that the trials of one (model, task, length) have decided, undefined where more documents are due.
 * The report of the same trials gives the same verdict; where nothing is found or the fact alone is not enough, it
 * says so in place of it. May be asked after any document: see `decideSequentially`.
 *
 * @example
 * ```ts
 * const verdict = decided(trials, { error: 0.05, margin: 0.1 }); // undefined: go on asking
 * ```
 */
export function decided(
  trials: Iterable<ScannedTrial>,
  rule: UntilDecided,
): Exclude<Decision, "inconclusive"> | undefined {
  const options = { ...defaultAnalysisOptions, margin: rule.margin, untilDecided: { error: rule.error } };
  const verdict = sequentialVerdict(placedArm(tally(trials)), options);
  return verdict === "inconclusive" ? undefined : verdict;
}
