import type { Trial, TrialStatus } from "../record.ts";
import { addExactly, type RunningSum } from "../stats/add-exactly.ts";
import type { Arm, Depth } from "../types.ts";
import { byDocument } from "./by-document.ts";
import { byText } from "./by-text.ts";

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
  /** By document, the unit of pairing and of clustering: same seed and haystack, so same needle and filler. Sorted. */
  readonly units: ReadonlyMap<string, Unit>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftUnit = RunningSum & Mutable<Omit<Unit, "recall">>;
type Draft = Mutable<Omit<Tally, "statuses" | "units" | "recall" | "goldDepth">> & {
  readonly statuses: Partial<Record<TrialStatus, number>>;
  readonly units: Map<string, DraftUnit>;
  readonly goldDepth: RunningSum;
};

const known = new WeakMap<Iterable<Told>, readonly Tally[]>();

/** Every analysis of one record asks for the same tallies; of a record that is no list they are counted once. */
export function tally(trials: Iterable<Told>): Tally[] {
  if (Array.isArray(trials)) return countTrials(trials);
  const counted = known.get(trials) ?? countTrials(trials);
  known.set(trials, counted);
  return [...counted];
}

/**
 * The one pass over a record that every analysis of recall starts from. State grows with cells and documents, not
 * with what a trial holds. Sorted by model, task, arm, length and depth (what is not placed last), documents by seed:
 * no number hangs on the order of trials, which is chance where several are asked at once.
 */
function countTrials(trials: Iterable<Told>): Tally[] {
  const documents = new Map<string, string>();
  const drafts = new Map<string, Draft>();
  for (const trial of trials) {
    const { model, task, cell } = trial;
    const arm = (cell.factors.arm ?? "context") as Arm;
    const key = [model, task, arm, cell.contextLength, depthOf(trial)].join("\0");
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = newDraft(trial, arm);
      drafts.set(key, draft);
    }
    add(draft, trial, documents);
  }
  return [...drafts.values()].map(finish).sort(inOrder);
}

function inOrder(a: Tally, b: Tally): number {
  const depth = (one: Tally): number => (Number.isNaN(one.depth) ? Number.POSITIVE_INFINITY : one.depth);
  return (
    byText(a.model, b.model) ||
    byText(a.task, b.task) ||
    byText(a.arm, b.arm) ||
    a.length - b.length ||
    // Infinity minus itself is no number, and such a pair is one tally.
    (depth(a) < depth(b) ? -1 : 1)
  );
}

/** Documents in order, and sums that go through them in that order. */
function finish({ goldDepth, ...draft }: Draft): Tally {
  const units = new Map<string, Unit>();
  let recall = 0;
  for (const document of [...draft.units.keys()].sort(byDocument)) {
    const { high, scored, asked } = draft.units.get(document) as DraftUnit;
    units.set(document, { recall: high, scored, asked });
    recall += high;
  }
  return { ...draft, goldDepth: goldDepth.high, recall, units };
}

function depthOf({ cell, actual }: Told): Depth {
  return actual.depthUnknown === true ? Number.NaN : cell.depth;
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
    tokens: 0,
    goldDepth: { high: 0, low: 0 },
    units: new Map(),
  };
}

/** One text a document, however many tallies name it. */
function documentOf({ haystack, cell }: Told, known: Map<string, string>): string {
  const name = `${haystack}#${cell.seed}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, name);
  return name;
}

function add(draft: Draft, trial: Told, documents: Map<string, string>): void {
  draft.statuses[trial.status] = (draft.statuses[trial.status] ?? 0) + 1;
  draft.simulated ||= trial.simulated ?? false;
  draft.estimated ||= trial.actual.estimated ?? false;
  const document = documentOf(trial, documents);
  const unit = draft.units.get(document) ?? { high: 0, low: 0, scored: 0, asked: 0 };
  draft.units.set(document, unit);
  unit.asked++;
  if (trial.status !== "scored" || trial.score === undefined) {
    draft.unscored++;
    return;
  }
  const { recall } = trial.score;
  unit.scored++;
  addExactly(unit, recall);
  draft.scored++;
  draft.fractional ||= recall > 0 && recall < 1;
  draft.tokens += trial.actual.tokens;
  addExactly(draft.goldDepth, trial.actual.goldDepths[0] ?? trial.cell.depth);
}
