import { createTrialStore, type TakenStore, type TrialStore } from "../analysis/trial-store.ts";
import type { Trial } from "../record.ts";
import type { RecordRow } from "../record-row.ts";
import type { RecordSummary } from "../report/record-summary.ts";
import { type TakenRecord, tallyRecord } from "../report/tally-record.ts";
import type { RowKind } from "../row-kind.ts";

/** Models of a run that are named otherwise beside those of other runs. */
export type Names = ReadonlyMap<string, string>;

/** What one trial after the other of a record, or of several side by side, is gathered in. */
export interface Gathering {
  /** Takes a trial of run number `run`; returns its kind under the name that its model has here. */
  add(run: number, row: RecordRow): RowKind;
  readonly trials: TrialStore;
  summary(): RecordSummary;
  /** The trials of a run among those that a report shows, as it recorded them. */
  shownOf(run: number): readonly Trial[];
  /** As plain data, for `join` of the gathering of what came before; it is not to be used then. */
  taken(): TakenGathering;
  join(later: TakenGathering): void;
}

export interface TakenGathering {
  readonly store: TakenStore;
  readonly record: TakenRecord;
  /** Of the trials that may be shown. */
  readonly origins: readonly (readonly [trial: Trial, origin: Origin])[];
}

interface Origin {
  readonly run: number;
  readonly trial: Trial;
}

/** @param names one a run */
export function gatherRecord(names: readonly Names[]): Gathering {
  const [trials, record] = [createTrialStore(), tallyRecord()];
  const origins = new WeakMap<Trial, Origin>();
  const alone = names.length === 1;
  const runs = names.map((namesHere, run) => ({
    kindOf: renaming(namesHere),
    make: (row: RecordRow): Trial => {
      const read = row.trial();
      const trial = renamed(read, namesHere);
      if (!alone) origins.set(trial, { run, trial: read });
      return trial;
    },
  }));
  return {
    trials,
    add: (run, row) => {
      const { kindOf, make } = runs[run] as (typeof runs)[number];
      const kind = kindOf(row.kind);
      trials.add(row, kind);
      record.add(row, make);
      return kind;
    },
    summary: () => record.summary(),
    shownOf: (run) =>
      record.summary().shown.flatMap((trial) => {
        if (alone) return trial;
        const origin = origins.get(trial);
        return origin?.run === run ? origin.trial : [];
      }),
    taken: () => {
      const { samples, ...told } = record.taken();
      const kept = Object.values(samples).flatMap(({ items }) => items);
      return {
        store: trials.taken(),
        record: { ...told, samples },
        origins: kept.flatMap((trial) => {
          const origin = origins.get(trial);
          return origin === undefined ? [] : [[trial, origin] as const];
        }),
      };
    },
    join: (later) => {
      for (const [trial, origin] of later.origins) origins.set(trial, origin);
      trials.join(later.store);
      record.join(later.record);
    },
  };
}

/** A trial under the name that its model has beside those of other runs. */
export function renamed<T extends { readonly model: string }>(trial: T, names: Names | undefined): T {
  const model = names?.get(trial.model);
  return model === undefined ? trial : { ...trial, model };
}

/** The same for kinds, each of which stays one and the same. */
function renaming(names: Names): (kind: RowKind) => RowKind {
  const known = new Map<RowKind, RowKind>();
  return (kind) => {
    if (names.size === 0) return kind;
    const before = known.get(kind);
    if (before !== undefined) return before;
    const named = renamed(kind, names);
    // Trials that share nothing come once each.
    if (known.size === MOST_KNOWN) known.clear();
    known.set(kind, named);
    return named;
  };
}

const MOST_KNOWN = 1024;
