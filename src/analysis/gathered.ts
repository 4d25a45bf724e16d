import type { Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import type { Arm } from "../types.ts";
import { byText } from "./by-text.ts";
import type { Part } from "./clustered-share.ts";
import { createDocuments, draftUnits, type SortedDocuments, type UnitsDraft } from "./units.ts";

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
  /** One a document that was asked, in order of documents. */
  readonly parts: readonly Part[];
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
  const drafts = new Map<string, Draft>();
  const documents = createDocuments();
  for (const trial of trials) {
    if (((trial.cell.factors.arm ?? "context") as Arm) !== "context") continue;
    for (const { group, value } of read(trial)) {
      const { model, task } = trial;
      let key = `${model}\0${task}`;
      for (const name in group) key += `\0${name}\0${group[name]}`;
      const draft = drafts.get(key) ?? newDraft(model, task, group);
      drafts.set(key, draft);
      draft.simulated ||= trial.simulated ?? false;
      draft.estimated ||= trial.actual.estimated ?? false;
      const document = documents.numberOf(trial.haystack, trial.cell.seed);
      draft.units.add(document, value, 0);
      if (value === undefined) draft.unscored++;
      else draft.fractional ||= value > 0 && value < 1;
    }
  }
  const sorted = documents.sorted();
  return [...drafts.values()].sort(inOrder).map((draft) => finish(draft, sorted));
}

function newDraft(model: string, task: string, own: Entry["group"]): Draft {
  const group = { model, task, ...own };
  return {
    model,
    task,
    own,
    group,
    units: draftUnits(),
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
  const parts = Array.from(
    units.finish(documents),
    ([document, { recall, scored }]): Part => ({ document, recall, scored }),
  );
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
