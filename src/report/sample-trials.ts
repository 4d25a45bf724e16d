import { evenly } from "../charts/evenly.ts";
import type { Trial } from "../record.ts";
import { type RecordRow, rowNumber, rowOf } from "../record-row.ts";
import { evenSample, type Taken } from "./even-sample.ts";

/** A hit, a miss (some needle was not found), or no score at all. */
export type Outcome = "miss" | "unscored" | "hit";

export function outcomeOf({ status, score }: Trial): Outcome {
  return outcome(status, score?.recall ?? Number.NaN);
}

/** @param recall NaN = there is none */
function outcome(status: Trial["status"], recall: number): Outcome {
  if (status !== "scored" || Number.isNaN(recall)) return "unscored";
  return recall < 1 ? "miss" : "hit";
}

const RECALL = rowNumber("recall");

/** Picks the trials that a report shows while a record is read. */
export interface Sampler {
  /** @param make of the trial, where it is one to keep */
  add(row: RecordRow, make: (row: RecordRow) => Trial): void;
  /**
   * Misses first, then unscored ones, then hits, then what was asked without the document, whose misses are the rule.
   * Misses may fill all but a tenth for each of the others; each kind is spread evenly over the record, so that every
   * cell can occur.
   */
  shown(): readonly Trial[];
  /** As plain data, for `join` of the sampler of what came before. */
  taken(): TakenTrials;
  join(later: TakenTrials): void;
}

type SampleKind = Outcome | "baseline";
export type TakenTrials = Readonly<Record<SampleKind, Taken<Trial>>>;

const SAMPLE_KINDS: readonly SampleKind[] = ["miss", "unscored", "hit", "baseline"];

const MOST_SHOWN = 200;

export function createSampler(most = MOST_SHOWN): Sampler {
  const kinds = {
    miss: evenSample<Trial>(most),
    unscored: evenSample<Trial>(most),
    hit: evenSample<Trial>(most),
    baseline: evenSample<Trial>(most),
  };
  return {
    add: (row, make) => {
      const { cell, status } = row.kind;
      const arm = cell.factors.arm ?? "context";
      const sample = kinds[arm === "context" ? outcome(status, row.numbers[RECALL] as number) : "baseline"];
      if (sample.isNext()) sample.keep(make(row));
    },
    shown: () => {
      const waiting = SAMPLE_KINDS.map((kind) => kinds[kind].kept());
      const kept = Math.floor(most / 10);
      const shown: Trial[] = [];
      for (const [i, trials] of waiting.entries()) {
        const reserved = waiting.slice(i + 1).reduce((sum, later) => sum + Math.min(kept, later.length), 0);
        shown.push(...evenly(trials, most - shown.length - reserved));
      }
      return shown;
    },
    taken: () => ({
      miss: kinds.miss.taken(),
      unscored: kinds.unscored.taken(),
      hit: kinds.hit.taken(),
      baseline: kinds.baseline.taken(),
    }),
    join: (later) => {
      for (const kind of SAMPLE_KINDS) kinds[kind].join(later[kind]);
    },
  };
}

/** The trials that a report shows of a record in memory. */
export function sampleTrials(trials: Iterable<Trial>, most = MOST_SHOWN): readonly Trial[] {
  const sampler = createSampler(most);
  for (const trial of trials) sampler.add(rowOf(trial), () => trial);
  return sampler.shown();
}
