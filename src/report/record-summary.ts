import type { Trial, TrialStatus } from "../record.ts";
import { type RecordRow, rowOf } from "../record-row.ts";
import { createSampler, type TakenTrials } from "./sample-trials.ts";
import { type Spent, tallySpent } from "./spent.ts";

/** What a page says of a record besides its findings. */
export interface RecordSummary {
  readonly trials: number;
  readonly statuses: Readonly<Partial<Record<TrialStatus, number>>>;
  /** Trials to look at. */
  readonly shown: readonly Trial[];
  readonly spent: Spent;
}

export interface RecordTally {
  /** @param make of the trial, where it is one to look at */
  add(row: RecordRow, make?: (row: RecordRow) => Trial): void;
  summary(): RecordSummary;
  /** As plain data, for `join` of the tally of what came before. */
  taken(): TakenRecord;
  join(later: TakenRecord): void;
}

export interface TakenRecord extends Omit<RecordSummary, "shown"> {
  readonly samples: TakenTrials;
}

/** Gathers the summary while a record is read, one trial in memory at a time. */
export function tallyRecord(): RecordTally {
  const sampler = createSampler();
  const spending = tallySpent();
  const statuses: Partial<Record<TrialStatus, number>> = {};
  let trials = 0;
  return {
    add: (row, make = whole) => {
      const { status } = row.kind;
      trials++;
      statuses[status] = (statuses[status] ?? 0) + 1;
      sampler.add(row, make);
      spending.add(row);
    },
    summary: () => ({ trials, statuses, shown: sampler.shown(), spent: spending.spent() }),
    taken: () => ({ trials, statuses, samples: sampler.taken(), spent: spending.spent() }),
    join: (later) => {
      trials += later.trials;
      for (const [status, n] of Object.entries(later.statuses) as [TrialStatus, number][])
        statuses[status] = (statuses[status] ?? 0) + n;
      sampler.join(later.samples);
      spending.join(later.spent);
    },
  };
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

function whole(row: RecordRow): Trial {
  return row.trial();
}
