import type { Trial, TrialStatus } from "../record.ts";
import type { Arm, Depth } from "../types.ts";

/** What of a trial a tally is made of. */
export type Told = Pick<
  Trial,
  "model" | "task" | "haystack" | "cell" | "actual" | "status" | "score" | "simulated"
>;

/** One document's trials in one tally. `recall` is their sum, over `scored` of `asked`. */
export interface Unit {
  readonly recall: number;
  readonly scored: number;
  readonly asked: number;
}

/** What is kept of the trials of one (model, task, arm, length, depth). */
export interface Tally {
  readonly model: string;
  readonly task: string;
  readonly arm: Arm;
  /** Asked tokens. */
  readonly length: number;
  /** Asked depth; NaN where it is not recorded, which lies in no zone and in no curve. */
  readonly depth: Depth;
  readonly simulated: boolean;
  /** Whether its lengths and depths come from an estimate of tokens. */
  readonly estimated: boolean;
  readonly scored: number;
  readonly unscored: number;
  readonly statuses: Readonly<Partial<Record<TrialStatus, number>>>;
  /** Whether a recall was neither 0 nor 1 (several needles a sample). */
  readonly fractional: boolean;
  /** Sums over scored trials: recall, realised tokens, and realised depth of the first gold. */
  readonly recall: number;
  readonly tokens: number;
  readonly goldDepth: number;
  /** By document, the unit of pairing and of clustering: same seed and haystack, so same needle and filler. */
  readonly units: ReadonlyMap<string, Unit>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<Omit<Tally, "statuses" | "units">> & {
  readonly statuses: Partial<Record<TrialStatus, number>>;
  readonly units: Map<string, Mutable<Unit>>;
};

/**
 * The one pass over a record that every analysis of recall starts from. State grows with cells and documents, not
 * with what a trial holds. Sorted by model and task (first seen first), arm, length and depth.
 */
export function tally(trials: Iterable<Told>): Tally[] {
  const drafts = new Map<string, Draft>();
  const series = new Map<string, number>();
  for (const trial of trials) {
    const { model, task, cell } = trial;
    const arm = (cell.factors.arm ?? "context") as Arm;
    const key = [model, task, arm, cell.contextLength, depthOf(trial)].join("\0");
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = newDraft(trial, arm);
      drafts.set(key, draft);
      if (!series.has(seriesOf(draft))) series.set(seriesOf(draft), series.size);
    }
    add(draft, trial);
  }
  const rank = (one: Tally): number => series.get(seriesOf(one)) ?? 0;
  return [...drafts.values()].sort(
    (a, b) => rank(a) - rank(b) || a.arm.localeCompare(b.arm) || a.length - b.length || a.depth - b.depth,
  );
}

function depthOf({ cell, actual }: Told): Depth {
  return actual.depthUnknown === true ? Number.NaN : cell.depth;
}

function seriesOf({ model, task }: Pick<Tally, "model" | "task">): string {
  return `${model}\0${task}`;
}

function newDraft(trial: Told, arm: Arm): Draft {
  return {
    model: trial.model,
    task: trial.task,
    arm,
    length: trial.cell.contextLength,
    depth: depthOf(trial),
    simulated: trial.simulated ?? false,
    estimated: false,
    scored: 0,
    unscored: 0,
    statuses: {},
    fractional: false,
    recall: 0,
    tokens: 0,
    goldDepth: 0,
    units: new Map(),
  };
}

function add(draft: Draft, trial: Told): void {
  draft.statuses[trial.status] = (draft.statuses[trial.status] ?? 0) + 1;
  draft.simulated ||= trial.simulated ?? false;
  draft.estimated ||= trial.actual.estimated ?? false;
  const document = `${trial.haystack}#${trial.cell.seed}`;
  const unit = draft.units.get(document) ?? { recall: 0, scored: 0, asked: 0 };
  draft.units.set(document, unit);
  unit.asked++;
  if (trial.status !== "scored" || trial.score === undefined) {
    draft.unscored++;
    return;
  }
  const { recall } = trial.score;
  unit.scored++;
  unit.recall += recall;
  draft.scored++;
  draft.recall += recall;
  draft.fractional ||= recall > 0 && recall < 1;
  draft.tokens += trial.actual.tokens;
  draft.goldDepth += trial.actual.goldDepths[0] ?? trial.cell.depth;
}
