import type { Trial } from "../record.ts";
import type { RunEvent, WaitReason } from "../run/events.ts";
import type { RoundsState } from "../run/rounds.ts";

/** How far one model of a run is. */
export interface Tally {
  readonly model: string;
  /** Trials due: of the plan, less those that a decision spared. */
  total: number;
  /** Tasks and lengths that are decided, of so many; undefined where results end nothing. */
  rounds: RoundsState | undefined;
  /** In the record before this process began. */
  readonly recorded: number;
  readonly startedAt: number;
  endedAt: number | undefined;
  /** Of this process alone: what the record held says nothing about today's speed. */
  finished: number;
  /** Sum over `scored`, which leaves the baselines out: they are not what a reader means by recall. */
  recall: number;
  scored: number;
  failed: number;
  /** Refused, truncated, skipped. */
  unscored: number;
  /** What its requests wait for, and until when. */
  waiting: { readonly reason: WaitReason; readonly until: number } | undefined;
}

/** Counts along with a run. */
export interface Tallies {
  /** Of the models that were begun, in that order. */
  readonly all: ReadonlyMap<string, Tally>;
  trial(trial: Trial): void;
  event(event: RunEvent): void;
}

export function createTallies(now: () => number): Tallies {
  const all = new Map<string, Tally>();
  return {
    all,
    trial: (trial) => {
      const tally = all.get(trial.model);
      if (tally !== undefined) countTrial(tally, trial);
    },
    event: (event) => {
      if (event.event === "model") all.set(event.model, begun(event, now()));
      const tally = "model" in event ? all.get(event.model) : undefined;
      if (tally === undefined) return;
      if (event.event === "wait") tally.waiting = { reason: event.reason, until: now() + event.ms };
      if (event.event === "rounds") {
        tally.total -= event.spared - (tally.rounds?.spared ?? 0);
        tally.rounds = event;
      }
      if (event.event === "model-end") tally.endedAt = now();
    },
  };
}

function begun(event: Extract<RunEvent, { event: "model" }>, startedAt: number): Tally {
  const { model, trials: total, recorded } = event;
  const counts = { finished: 0, recall: 0, scored: 0, failed: 0, unscored: 0 };
  const nothing = { endedAt: undefined, waiting: undefined, rounds: undefined };
  return { model, total, recorded, startedAt, ...counts, ...nothing };
}

function countTrial(tally: Tally, { status, score, cell }: Trial): void {
  tally.finished++;
  if (status === "failed") tally.failed++;
  else if (status !== "scored" || score === undefined) tally.unscored++;
  else if (cell.factors.arm === undefined || cell.factors.arm === "context") {
    tally.recall += score.recall;
    tally.scored++;
  }
}

/** What follows from the counts; unknown = undefined. */
export interface Pace {
  readonly perSecond: number | undefined;
  readonly recall: number | undefined;
  readonly msLeft: number | undefined;
}

/** The first seconds belong to warming up, and tell nothing about the rest. */
const WARMING_UP_MS = 2000;

export function paceOf(tally: Tally, now: number): Pace {
  const { total, recorded, finished, startedAt, endedAt, recall, scored } = tally;
  const spent = (endedAt ?? now) - startedAt;
  const left = total - recorded - finished;
  const known = finished > 0 && (endedAt !== undefined || left === 0 || spent >= WARMING_UP_MS);
  return {
    perSecond: known && spent > 0 ? (finished / spent) * 1000 : undefined,
    recall: scored === 0 ? undefined : recall / scored,
    msLeft: left === 0 ? 0 : known ? (spent / finished) * left : undefined,
  };
}
