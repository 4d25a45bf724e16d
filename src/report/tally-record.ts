import type { Trial, TrialStatus } from "../record.ts";
import type { RecordRow } from "../record-row.ts";
import type { RecordSummary } from "./record-summary.ts";
import { createSampler, type TakenTrials } from "./sample-trials.ts";
import { tallySpent } from "./tally-spent.ts";

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

function whole(row: RecordRow): Trial {
  return row.trial();
}
