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
 */
export function* families(
  sweep: Sweep,
  model: Model,
  documents: Iterable<number> = numbersBelow(sweep.trials),
): Generator<Family> {
  const depths = [...sweep.depths].sort((a, b) => b - a);
  const parts = sweep.tasks.map((part) => ({ part, name: trialNamer(sweep, model, part) }));
  for (const trial of documents) {
    const seed = sweep.seed * MAX_TRIALS + trial;
    for (const { part, name } of parts) {
      const { task, factors } = part;
      const familyOf = (cells: readonly Cell[]): Family => ({
        task,
        trials: cells.map((cell) => ({ id: name(cell), cell })),
      });
      if (hasBaselines(sweep, part)) yield familyOf(baselineCells(sweep, part, seed));
      for (const contextLength of sweep.lengths)
        yield familyOf(depths.map((depth) => ({ task: task.name, contextLength, depth, seed, factors })));
    }
  }
}

function* numbersBelow(end: number): Generator<number> {
  for (let n = 0; n < end; n++) yield n;
}

/** How many trials `families` yields over all models. */
export function countTrials(sweep: Sweep): number {
  return sweep.models.length * countTrialsOfOneModel(sweep);
}

export function countTrialsOfOneModel(sweep: Sweep): number {
  const perSeed = sweep.tasks.reduce(
    (sum, part) =>
      sum +
      sweep.lengths.length * sweep.depths.length +
      (hasBaselines(sweep, part) ? BASELINE_ARMS.length : 0),
    0,
  );
  return sweep.trials * perSeed;
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
