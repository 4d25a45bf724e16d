import type { TrialStatus } from "../record.ts";
import { addExactly, type RunningSum } from "../stats/add-exactly.ts";
import type { Arm, Depth } from "../types.ts";
import { byText } from "./by-text.ts";
import { countOf, perKind, type ScannedKind, type ScannedTrial, scan, type TrialRow } from "./scan.ts";
import {
  createDocuments,
  type Documents,
  type SortedDocuments,
  type UnitColumns,
  type Units,
  type UnitsDraft,
  unitDrafts,
  unitsOf,
} from "./units.ts";

export type { Unit } from "./units.ts";

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
  readonly units: Units;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<Omit<Tally, "statuses" | "units" | "recall" | "goldDepth">> & {
  readonly statuses: Partial<Record<TrialStatus, number>>;
  readonly units: UnitsDraft;
  readonly goldDepth: RunningSum;
};

const counted = new WeakMap<Iterable<ScannedTrial>, readonly Tally[]>();

/** Every analysis of one record asks for the same tallies; of a record that is no list they are counted once. */
export function tally(trials: Iterable<ScannedTrial>): Tally[] {
  if (Array.isArray(trials)) return countTrials(trials);
  const tallies = counted.get(trials) ?? countTrials(trials);
  counted.set(trials, tallies);
  return [...tallies];
}

/** A tally as plain data. */
export type TakenTally = Omit<Tally, "units"> & { readonly units: UnitColumns };

/** The tallies of a record for another thread, which does not count again then. */
export function takenTallies(trials: Iterable<ScannedTrial>): TakenTally[] {
  return tally(trials).map(({ units, ...told }) => {
    const { names, places, recall, scored, asked, promptTokens } = units;
    return { ...told, units: { names, places, recall, scored, asked, promptTokens } };
  });
}

/** These are the tallies of that record. */
export function keepTallies(trials: Iterable<ScannedTrial>, taken: readonly TakenTally[]): void {
  counted.set(
    trials,
    taken.map(({ units, ...told }) => ({ ...told, units: unitsOf(units) })),
  );
}

/**
 * The one pass over a record that every analysis of recall starts from. State grows with cells and documents, not
 * with what a trial holds. Sorted by model, task, arm, length and depth (what is not placed last), documents by seed:
 * no number hangs on the order of trials, which is chance where several are asked at once.
 */
function countTrials(trials: Iterable<ScannedTrial>): Tally[] {
  const documents = createDocuments();
  const draftUnits = unitDrafts(countOf(trials));
  const drafts: Draft[] = [];
  const known: Known = new Map();
  const lengthsOf = perKind(trials, (kind) => under(under(under(known, kind.model), kind.task), armOf(kind)));
  scan(trials, (kind, row) => {
    const byDepth = under(lengthsOf(kind), row.length);
    const depth = depthOf(kind, row);
    let draft = byDepth.get(depth);
    if (draft === undefined) {
      draft = newDraft(kind, row, draftUnits());
      byDepth.set(depth, draft);
      drafts.push(draft);
    }
    add(draft, kind, row, documents);
  });
  const sorted = documents.sorted();
  return drafts.map((draft) => finish(draft, sorted)).sort(inOrder);
}

/** By model, task, arm, length and depth: a key of all five as text would be made for every trial. */
type Known = Map<string, Map<string, Map<Arm, Map<number, Map<Depth, Draft>>>>>;

function under<K, A, B>(maps: Map<K, Map<A, B>>, key: K): Map<A, B> {
  let found = maps.get(key);
  if (found === undefined) {
    found = new Map();
    maps.set(key, found);
  }
  return found;
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
function finish({ goldDepth, ...draft }: Draft, documents: SortedDocuments): Tally {
  const units = draft.units.finish(documents);
  let recall = 0;
  for (const sum of units.recall) recall += sum;
  return { ...draft, goldDepth: goldDepth.high, recall, units };
}

function armOf({ cell }: ScannedKind): Arm {
  return (cell.factors.arm ?? "context") as Arm;
}

function depthOf({ actual }: ScannedKind, { depth }: TrialRow): Depth {
  return actual.depthUnknown === true ? Number.NaN : depth;
}

function newDraft(kind: ScannedKind, row: TrialRow, units: UnitsDraft): Draft {
  return {
    model: kind.model,
    task: kind.task,
    arm: armOf(kind),
    length: row.length,
    depth: depthOf(kind, row),
    simulated: kind.simulated ?? false,
    estimated: false,
    scored: 0,
    unscored: 0,
    statuses: {},
    fractional: false,
    tokens: 0,
    goldDepth: { high: 0, low: 0 },
    units,
  };
}

function add(draft: Draft, kind: ScannedKind, row: TrialRow, documents: Documents): void {
  draft.statuses[kind.status] = (draft.statuses[kind.status] ?? 0) + 1;
  draft.simulated ||= kind.simulated ?? false;
  draft.estimated ||= kind.actual.estimated ?? false;
  const document = documents.numberOf(kind.haystack, row.seed);
  const recall = kind.status === "scored" && !Number.isNaN(row.recall) ? row.recall : undefined;
  draft.units.add(document, recall, Number.isNaN(row.promptTokens) ? row.tokens : row.promptTokens);
  if (recall === undefined) {
    draft.unscored++;
    return;
  }
  draft.scored++;
  draft.fractional ||= recall > 0 && recall < 1;
  draft.tokens += row.tokens;
  addExactly(draft.goldDepth, Number.isNaN(row.goldDepth) ? row.depth : row.goldDepth);
}
