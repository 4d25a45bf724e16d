import type { UntilDecided } from "../record.ts";
import type { Arm, Cell, Depth, Factor, Haystack, Model, NeedleSource, Task, TaskKit } from "../types.ts";

/** Models x tasks x lengths x depths x seeds, as values: this room never sees a registry. */
export interface Sweep {
  readonly models: readonly Model[];
  readonly tasks: readonly SweepTask[];
  /** Tokens, ascending. */
  readonly lengths: readonly number[];
  /** Ascending. */
  readonly depths: readonly Depth[];
  /** Documents (seeds) a cell; at most, where `untilDecided` is present. */
  readonly trials: number;
  readonly seed: number;
  readonly haystack: Haystack;
  readonly needles: NeedleSource;
  /** Closed-book and oracle arms, the floor and the ceiling of every curve. */
  readonly baselines: boolean;
  /** Present where a (model, task, length) ends as soon as its verdict is decided; see `createRounds`. */
  readonly untilDecided?: UntilDecided;
  readonly generation: GenerationSettings;
  /** Present where this process asks only for a part of the documents; no part of the plan. */
  readonly shard?: Shard;
}

/** Documents whose number leaves `index - 1` when divided by `of`: whole documents, so that pairs stay together. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** A task with every factor filled in. */
export interface SweepTask {
  readonly task: Task;
  readonly factors: Readonly<Record<string, Factor>>;
}

/** How answers are generated, for all trials of a sweep. */
export interface GenerationSettings {
  readonly temperature: number;
  /** The task's own answer budget where absent. */
  readonly maxOutputTokens?: number;
}

/** A trial before it is asked. */
export interface PlannedTrial {
  readonly id: string;
  readonly cell: Cell;
}

/** Trials that share the longest prefix: one task, length and seed, deepest needle first. */
export interface Family {
  readonly task: Task;
  readonly trials: readonly PlannedTrial[];
}

export const BASELINE_ARMS: readonly Arm[] = ["closed-book", "oracle"];

export function kitOf(sweep: Sweep, model: Model): TaskKit {
  return {
    haystack: sweep.haystack,
    tokenizer: model.tokenizer,
    prefill: model.prefill,
    ...(model.front === undefined ? {} : { front: model.front }),
    needles: sweep.needles,
  };
}

/** name@version of a source, as the record and the trial ids write it. */
export function versioned(source: { readonly name: string; readonly version: string | number }): string {
  return `${source.name}@${source.version}`;
}
