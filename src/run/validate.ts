import { assertThat, MidspanError } from "../errors.ts";
import type { Cell, Factor, Model, Sample, Task } from "../types.ts";
import { checkDepth, checkLength } from "./grid.ts";
import { families, MAX_TRIALS } from "./plan.ts";
import { kitOf, type Sweep } from "./sweep.ts";

/**
 * Refuses a sweep that could not run, before any model is asked: throws `usage`, `context-window` or, from
 * building the first document at its extreme depths for each model, task and length, `does-not-fit`. Facts of a
 * user's file differ in length and may stand in the haystack: each of the run's is built, and `input-file` thrown.
 * Of a published set, rows that are too long for a length are left to be skipped, unless all are.
 *
 * @example
 * ```ts
 * validateSweep(sweep); // throws usage where it cannot be asked
 * ```
 */
export function validateSweep(sweep: Sweep): void {
  for (const [what, list] of [
    ["model", sweep.models],
    ["task", sweep.tasks],
    ["length", sweep.lengths],
    ["depth", sweep.depths],
  ] as const)
    assertThat(list.length > 0, "usage", () => `no ${what} given; at least one: 0`);
  for (const length of sweep.lengths) checkLength(length);
  for (const depth of sweep.depths) checkDepth(depth);
  checkCount("trials", sweep.trials, 1, MAX_TRIALS);
  checkCount("seed", sweep.seed, 0, Math.floor(Number.MAX_SAFE_INTEGER / MAX_TRIALS) - 1);
  for (const model of sweep.models) {
    for (const length of sweep.lengths) checkWindow(model, length);
    if (sweep.needles.published !== true) buildExtremes(sweep, model);
    if (sweep.needles.file !== undefined) buildEachTrial(sweep, model);
  }
}

/**
 * A task's factors with the sweep's choices over its defaults.
 * Throws `usage` for a factor that the task lacks or a value of another type.
 *
 * @example
 * ```ts
 * const factors = fillFactors(task, { distractors: 4 }); // the others as the task has them
 * ```
 */
export function fillFactors(
  task: Task,
  chosen: Readonly<Record<string, Factor>>,
): Readonly<Record<string, Factor>> {
  for (const [name, value] of Object.entries(chosen)) {
    const known = task.factors[name];
    assertThat(
      known !== undefined,
      "usage",
      () =>
        `task ${task.name} has no factor ${name}; one of ${Object.keys(task.factors).join(", ")}: ${name}`,
    );
    assertThat(
      typeof value === typeof known,
      "usage",
      () => `factor ${name} of task ${task.name} is not usable; a ${typeof known}: ${String(value)}`,
    );
  }
  return { ...task.factors, ...chosen };
}

function checkCount(what: string, value: number, low: number, high: number): void {
  assertThat(
    Number.isInteger(value) && value >= low && value <= high,
    "usage",
    () => `${what} is not usable; a whole number from ${low} to ${high}: ${value}`,
  );
}

function checkWindow(model: Model, length: number): void {
  const window = model.contextWindow;
  if (window !== undefined && length > window)
    throw new MidspanError(
      "context-window",
      `length is above the window of ${model.id}; at most ${window} tokens: ${length}`,
      { cure: `Leave out lengths above ${window}.` },
    );
}

function buildExtremes(sweep: Sweep, model: Model): void {
  const kit = kitOf(sweep, model);
  for (const { task, trials } of families({ ...sweep, trials: 1 }, model, [0])) {
    for (const { cell } of new Set([trials[0]!, trials.at(-1)!])) checkSample(cell, task.build(cell, kit));
  }
}

/** The longest context holds the text of the shorter ones, the shortest is the one that facts may not fit into. */
function buildEachTrial(sweep: Sweep, model: Model): void {
  const kit = kitOf(sweep, model);
  const lengths = [...new Set([Math.min(...sweep.lengths), Math.max(...sweep.lengths)])];
  /** By task, length and arm: whether one fitted, else why the first did not. */
  const fitted = new Map<string, true | MidspanError>();
  for (const { task, trials } of families({ ...sweep, lengths, depths: sweep.depths.slice(-1) }, model))
    for (const { cell } of trials) {
      const key = `${task.name} ${cell.contextLength} ${cell.factors.arm}`;
      try {
        checkSample(cell, task.build(cell, kit));
        fitted.set(key, true);
      } catch (error) {
        if (sweep.needles.published !== true || !isTooLong(error)) throw error;
        if (!fitted.has(key)) fitted.set(key, error);
      }
    }
  for (const reason of fitted.values()) if (reason !== true) throw reason;
}

function isTooLong(error: unknown): error is MidspanError {
  return error instanceof MidspanError && error.code === "does-not-fit";
}

function checkSample(cell: Cell, sample: Sample): void {
  if (sample.cell.factors.arm === "oracle") return; // holds the fact alone, at any length
  const needed = sample.promptTokens + sample.answerBudget;
  if (needed > cell.contextLength)
    throw new MidspanError(
      "does-not-fit",
      `task ${cell.task} does not fit; prompt and answer within ${cell.contextLength} tokens: ${needed}`,
    );
}
