import type { Trial, TrialStatus } from "../record.ts";
import { rowOf } from "../record-row.ts";
import type { Spent } from "./spent.ts";
import { tallyRecord } from "./tally-record.ts";

/** What a page says of a record besides its findings. */
export interface RecordSummary {
  readonly trials: number;
  readonly statuses: Readonly<Partial<Record<TrialStatus, number>>>;
  /** Trials to look at. */
  readonly shown: readonly Trial[];
  readonly spent: Spent;
}

/**
 * What a report tells of a record as a whole: counts, spend, trials to show.
 *
 * @example
 * ```ts
 * const { shown } = summarise(trials);
 * ```
 */
export function summarise(trials: Iterable<Trial>): RecordSummary {
  const tally = tallyRecord();
  for (const trial of trials) tally.add(rowOf(trial));
  return tally.summary();
}
