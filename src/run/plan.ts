import type { Cell, Factor, Model } from "../types.ts";
import { trialNamer } from "./identity.ts";
import { BASELINE_ARMS, type Family, type Sweep, type SweepTask } from "./sweep.ts";

/** Seeds of one run never meet those of a run with another `--seed`. */
export const MAX_TRIALS = 1_000_000;

/**
 * Unfolds a sweep for one model, lazily: a plan of a million trials costs the memory of one family.
 * Seeds are outermost, so a run that is stopped early has seen every cell about equally often;
 * within a family the deepest needle comes first, so each prompt shares the longest prefix with the last.
 * `documents` are the numbers of those to unfold, 0 <= number < trials; all where absent.
 *
 * @example
 * ```ts
 * for (const family of families(sweep, model)) console.log(family.trials.length);
 * ```
 */
export function* families(
  sweep: Sweep,
  model: Model,
  documents: Iterable<number> = documentsOf(sweep),
): Generator<Family> {
  const parts = namedParts(sweep, model);
  for (const trial of documents)
    for (const part of parts) {
      if (hasBaselines(sweep, part) && trial < baselineDocuments(sweep))
        yield baselineFamily(sweep, part, trial);
      for (const length of sweep.lengths) yield contextFamily(sweep, part, length, trial);
    }
}

/** Numbers of the documents that a process asks about. */
function* documentsOf({ trials, shard = { index: 1, of: 1 } }: Sweep): Generator<number> {
  for (let n = shard.index - 1; n < trials; n += shard.of) yield n;
}

/** How many of the documents with a number below `end` a process asks about. */
export function countDocuments({ shard = { index: 1, of: 1 } }: Pick<Sweep, "shard">, end: number): number {
  return Math.max(0, Math.ceil((end - shard.index + 1) / shard.of));
}

/** A task of a sweep that can name its trials for one model. */
export interface NamedPart extends SweepTask {
  name(cell: Cell): string;
}

export function namedParts(sweep: Sweep, model: Model): readonly NamedPart[] {
  return sweep.tasks.map((part) => ({ ...part, name: trialNamer(sweep, model, part) }));
}

/** Every depth of one document, the `trial`th of the plan, at one length. */
export function contextFamily(sweep: Sweep, part: NamedPart, contextLength: number, trial: number): Family {
  const { task, factors } = part;
  const seed = seedOf(sweep, trial);
  const depths = [...sweep.depths].sort((a, b) => b - a);
  return familyOf(
    part,
    depths.map((depth) => ({ task: task.name, contextLength, depth, seed, factors })),
  );
}

/** The closed-book and oracle arms of all tasks that have them, document by document. */
export function baselineFamilies(sweep: Sweep, parts: readonly NamedPart[]): Family[] {
  const having = parts.filter((part) => hasBaselines(sweep, part));
  return Array.from({ length: baselineDocuments(sweep) }, (_, trial) =>
    having.map((part) => baselineFamily(sweep, part, trial)),
  ).flat();
}

/** Floor and ceiling need no pairs; where results end a run, they are asked of the first documents, come what may. */
const BASELINE_DOCUMENTS = 20;

function baselineDocuments({ trials, untilDecided }: Sweep): number {
  return untilDecided === undefined ? trials : Math.min(trials, BASELINE_DOCUMENTS);
}

function baselineFamily(sweep: Sweep, part: NamedPart, trial: number): Family {
  return familyOf(part, baselineCells(sweep, part, seedOf(sweep, trial)));
}

function familyOf({ task, name }: NamedPart, cells: readonly Cell[]): Family {
  return { task, trials: cells.map((cell) => ({ id: name(cell), cell })) };
}

function seedOf(sweep: Sweep, trial: number): number {
  return sweep.seed * MAX_TRIALS + trial;
}

/**
 * How many trials `families` yields over all models: with `untilDecided`, at most so many are asked.
 *
 * @example
 * ```ts
 * const prompts = countTrials(sweep);
 * ```
 */
export function countTrials(sweep: Sweep): number {
  return sweep.models.length * countTrialsOfOneModel(sweep);
}

export function countTrialsOfOneModel(sweep: Sweep): number {
  const perSeed = sweep.tasks.length * sweep.lengths.length * sweep.depths.length;
  const withBaselines = sweep.tasks.filter((part) => hasBaselines(sweep, part)).length;
  return (
    countDocuments(sweep, sweep.trials) * perSeed +
    countDocuments(sweep, baselineDocuments(sweep)) * withBaselines * BASELINE_ARMS.length
  );
}

/**
 * Trials of the plan that a record has, by model id. Only trials of this plan: a record may hold others, from a
 * merge for example.
 */
export function countRecorded(
  sweep: Sweep,
  record: { readonly scan: { readonly last: { readonly size: number } }; isDone(id: string): boolean },
): ReadonlyMap<string, number> {
  const recorded = new Map<string, number>();
  if (record.scan.last.size === 0) return recorded;
  for (const model of sweep.models) {
    let done = 0;
    for (const { trials } of families(sweep, model))
      for (const { id } of trials) if (record.isDone(id)) done++;
    recorded.set(model.id, done);
  }
  return recorded;
}

/** A task offers baselines by having the factor `arm`; a sweep that sets the arm itself wants only that one. */
function hasBaselines(sweep: Sweep, part: SweepTask): boolean {
  return sweep.baselines && part.factors.arm === "context";
}

/** Neither arm has a context, so one length and one depth stand for all. */
function baselineCells(sweep: Sweep, part: SweepTask, seed: number): Cell[] {
  const contextLength = Math.min(...sweep.lengths);
  return BASELINE_ARMS.map((arm) => {
    const factors: Readonly<Record<string, Factor>> = { ...part.factors, arm };
    return { task: part.task.name, contextLength, depth: 0, seed, factors };
  });
}
