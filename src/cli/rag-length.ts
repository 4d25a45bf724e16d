import { MidspanError } from "../errors.ts";
import { MAX_TRIALS } from "../run/plan.ts";
import { fillFactors } from "../run/validate.ts";
import type { Model, NeedleSource, Task } from "../types.ts";
import { closeModels, openHaystack } from "./open-sweep.ts";
import type { RagPart } from "./rag-parts.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { taskNamed } from "./task-named.ts";

export interface LengthRequest {
  /** Its tasks, and those of others that are to have the same length. */
  readonly parts: readonly Pick<RagPart, "tasks" | "factors">[];
  readonly questions: number;
  readonly source: NeedleSource;
  readonly flags: Pick<SweepFlags, "model" | "cache" | "baseUrl">;
}

/** Lengths are whole multiples of this: a plan is then the same for a set that grew by a word. */
const STEP = 64;
/** What is asked before the first trial, to see whether a prompt arrives whole, must fit too. */
const LEAST = 512;
const ENDLESS = 1 << 30;

/**
 * The length, in tokens, that holds every prompt of some parts: chunks are as long as they are, so a length is measured
 * and not asked for. At most what the smallest window holds; prompts that do not fit it are skipped, and counted.
 */
export async function ragLength({ parts, questions, source, flags }: LengthRequest): Promise<number> {
  const haystack = await openHaystack();
  const models = await openOffline(flags);
  try {
    const built = await Promise.all(
      parts.flatMap(({ tasks, factors }) =>
        tasks.map(async (name) => ({ task: await taskNamed(name), factors })),
      ),
    );
    const window = Math.min(
      Number.POSITIVE_INFINITY,
      ...models.flatMap(({ contextWindow }) => contextWindow ?? []),
    );
    const lengths: number[] = [];
    const tokenizers = new Map(models.map((model) => [model.tokenizer.id, model]));
    for (const { tokenizer, prefill } of tokenizers.values())
      for (let i = 0; i < questions; i++)
        for (const { task, factors } of built)
          lengths.push(promptLength(task, factors, i, { haystack, tokenizer, prefill, needles: source }));
    // One chunk that fits nowhere says nothing about the length of the others.
    const fitting = lengths.filter((length) => length <= window);
    const longest = fitting.reduce((most, length) => Math.max(most, length), 0);
    return Math.min(Math.max(LEAST, Math.ceil(longest / STEP) * STEP), window);
  } finally {
    await closeModels(models);
  }
}

/** The models of some flags, of which nothing will be asked. */
export async function openOffline({ model = [], cache, baseUrl }: LengthRequest["flags"]): Promise<Model[]> {
  const { openModel } = await import("../models/index.ts");
  const models: Model[] = [];
  for (const id of model)
    for (const policy of cache ?? [undefined])
      models.push(
        await openModel(id, {
          offline: true,
          ...(policy === undefined ? {} : { cache: policy }),
          ...(baseUrl === undefined ? {} : { baseUrl }),
        }),
      );
  return models;
}

function promptLength(
  task: Task,
  factors: RagPart["factors"],
  i: number,
  kit: Parameters<Task["build"]>[1],
): number {
  const seed = DEFAULT_SETTINGS.seed * MAX_TRIALS + i;
  const cell = {
    task: task.name,
    contextLength: ENDLESS,
    depth: 0.5,
    seed,
    factors: fillFactors(task, factors),
  };
  try {
    const sample = task.build(cell, kit);
    return sample.promptTokens + sample.answerBudget;
  } catch (error) {
    // A question without gold or with too few chunks has no prompt; the run says so, question by question.
    if (error instanceof MidspanError && error.code === "does-not-fit") return 0;
    throw error;
  }
}
