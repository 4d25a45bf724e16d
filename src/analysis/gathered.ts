import type { Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import type { Arm } from "../types.ts";
import { byText } from "./by-text.ts";
import type { Part } from "./clustered-share.ts";
import type { ScannedKind } from "./scan.ts";
import { createDocuments, type SortedDocuments, type UnitsDraft, unitDrafts } from "./units.ts";

/** A value that a trial adds to a group of its own choice. */
export interface Entry {
  /** What sets the group apart, beside model and task; fields in order of sorting. */
  readonly group: Readonly<Record<string, number>>;
  /** A share, mostly; undefined where it was not scored. */
  readonly value: number | undefined;
}

/** What was gathered of one group. */
export interface Gathered {
  readonly model: string;
  readonly task: string;
  readonly group: Row["group"];
  /** One a document that was asked, in order of documents; made as they are gone through, since there may be a million. */
  readonly parts: Iterable<Part>;
  readonly fractional: boolean;
  readonly unscored: number;
}

interface Draft extends Omit<Gathered, "parts" | "fractional" | "unscored"> {
  readonly own: Entry["group"];
  readonly units: UnitsDraft;
  fractional: boolean;
  unscored: number;
  simulated: boolean;
  estimated: boolean;
}

/**
 * One pass over the context arm that keeps, by group and document, the sums of what `read` takes from each trial.
 * Sorted by model, task and the group's fields, whatever the order of trials.
 */
export function gathered(trials: Iterable<Trial>, read: (trial: Trial) => Iterable<Entry>): Gathered[] {
  const gathering = gatherGroups();
  for (const trial of trials) {
    if (((trial.cell.factors.arm ?? "context") as Arm) !== "context") continue;
    for (const { group, value } of read(trial))
      gathering.groupOf(trial, group)(trial, trial.cell.seed, value);
  }
  return gathering.finish();
}

/** Adds a trial's value to a group; undefined where it was not scored. */
export type AddToGroup = (
  trial: Pick<ScannedKind, "haystack" | "simulated" | "actual">,
  seed: number,
  value: number | undefined,
) => void;

/** The same, value by value. */
export interface Gathering {
  /** One and the same function for one and the same group. */
  groupOf(series: Pick<ScannedKind, "model" | "task">, own: Entry["group"]): AddToGroup;
  finish(): Gathered[];
}

export function gatherGroups(): Gathering {
  const drafts = new Map<string, { readonly draft: Draft; readonly add: AddToGroup }>();
  const documents = createDocuments();
  const draftUnits = unitDrafts();
  const adding =
    (draft: Draft): AddToGroup =>
    ({ haystack, simulated, actual }, seed, value) => {
      draft.simulated ||= simulated ?? false;
      draft.estimated ||= actual.estimated ?? false;
      draft.units.add(documents.numberOf(haystack, seed), value, 0);
      if (value === undefined) draft.unscored++;
      else draft.fractional ||= value > 0 && value < 1;
    };
  return {
    groupOf: ({ model, task }, own) => {
      let key = `${model}\0${task}`;
      for (const name in own) key += `\0${name}\0${own[name]}`;
      const found = drafts.get(key);
      if (found !== undefined) return found.add;
      const draft = newDraft(model, task, own, draftUnits());
      const add = adding(draft);
      drafts.set(key, { draft, add });
      return add;
    },
    finish: () => {
      const sorted = documents.sorted();
      return [...drafts.values()]
        .map(({ draft }) => draft)
        .sort(inOrder)
        .map((draft) => finish(draft, sorted));
    },
  };
}

function newDraft(model: string, task: string, own: Entry["group"], units: UnitsDraft): Draft {
  const group = { model, task, ...own };
  return {
    model,
    task,
    own,
    group,
    units,
    fractional: false,
    unscored: 0,
    simulated: false,
    estimated: false,
  };
}

function inOrder(a: Draft, b: Draft): number {
  const fields = Object.keys(a.own);
  const apart = fields.map((field) => (a.own[field] ?? 0) - (b.own[field] ?? 0)).find((by) => by !== 0);
  return (
    byText(a.model, b.model) ||
    byText(a.task, b.task) ||
    fields.length - Object.keys(b.own).length ||
    (apart ?? 0)
  );
}

function finish(draft: Draft, documents: SortedDocuments): Gathered {
  const { model, task, group, units, fractional, unscored, simulated, estimated } = draft;
  const sums = units.finish(documents);
  const parts = {
    *[Symbol.iterator](): Generator<Part> {
      for (const [document, { recall, scored }] of sums) yield { document, recall, scored };
    },
  };
  const marks = { ...(simulated ? { simulated } : {}), ...(estimated ? { estimated } : {}) };
  return { model, task, group: { ...group, ...marks }, parts, fractional, unscored };
}

/** Groups of one model and task, in order. */
export function bySeries(groups: readonly Gathered[]): Gathered[][] {
  const series: Gathered[][] = [];
  for (const one of groups) {
    const last = series.at(-1);
    if (last?.[0]?.model === one.model && last[0].task === one.task) last.push(one);
    else series.push([one]);
  }
  return series;
}

/** Groups that differ in their length alone, as one. */
export interface Pooled extends Gathered {
  readonly byLength: readonly Gathered[];
}

/** Groups of one series with fields "... , length", in order; the group of what is pooled has no length. */
export function overLengths(series: readonly Gathered[]): Pooled[] {
  const keyOf = ({ group: { length: _, simulated: __, estimated: ___, ...rest } }: Gathered): string =>
    JSON.stringify(rest);
  const alike = new Map<string, Gathered[]>();
  for (const one of series) alike.set(keyOf(one), [...(alike.get(keyOf(one)) ?? []), one]);
  return [...alike.values()].map((byLength) => {
    const { model, task } = byLength[0] as Gathered;
    const { length: _, ...rest } = Object.assign({}, ...byLength.map(({ group }) => group)) as Row["group"];
    return {
      model,
      task,
      group: rest,
      parts: partsOf(byLength),
      fractional: byLength.some(({ fractional }) => fractional),
      unscored: byLength.reduce((sum, { unscored }) => sum + unscored, 0),
      byLength,
    };
  });
}

/** The parts of several groups, one group after the other. */
export function partsOf(groups: readonly Pick<Gathered, "parts">[]): Iterable<Part> {
  return {
    *[Symbol.iterator]() {
      for (const { parts } of groups) yield* parts;
    },
  };
}
