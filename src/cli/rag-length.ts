import { MidspanError } from "../errors.ts";
import { MAX_TRIALS } from "../run/plan.ts";
import { fillFactors } from "../run/validate.ts";
import type { Model, NeedleSource, Task } from "../types.ts";
import { closeModels, openHaystack } from "./open-sweep.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { taskNamed } from "./task-named.ts";

export interface LengthRequest {
  readonly k: number;
  readonly tasks: readonly string[];
  readonly questions: number;
  readonly source: NeedleSource;
  readonly flags: Pick<SweepFlags, "model" | "cache" | "baseUrl">;
}

/** Lengths are whole multiples of this: a plan is then the same for a set that grew by a word. */
const STEP = 64;
const ENDLESS = 1 << 30;

/**
 * The length, in tokens, that holds every prompt of `k` chunks: chunks are as long as they are, so a length is measured
 * and not asked for. At most what the smallest window holds; prompts that do not fit it are skipped, and counted.
 */
export async function ragLength({ k, tasks, questions, source, flags }: LengthRequest): Promise<number> {
  const { openModel } = await import("../models/index.ts");
  const haystack = await openHaystack();
  const models: Model[] = [];
  try {
    for (const id of flags.model ?? [])
      for (const cache of flags.cache ?? [undefined])
        models.push(
          await openModel(id, {
            offline: true,
            ...(cache === undefined ? {} : { cache }),
            ...(flags.baseUrl === undefined ? {} : { baseUrl: flags.baseUrl }),
          }),
        );
    const built = [...(await Promise.all(tasks.map(taskNamed))), await taskNamed("multi-document-qa")];
    let longest = 0;
    const tokenizers = new Map(models.map((model) => [model.tokenizer.id, model]));
    for (const { tokenizer, prefill } of tokenizers.values())
      for (let i = 0; i < questions; i++)
        for (const task of built)
          longest = Math.max(
            longest,
            promptLength(task, k, i, { haystack, tokenizer, prefill, needles: source }),
          );
    const windows = models.flatMap(({ contextWindow }) => contextWindow ?? []);
    return Math.min(Math.ceil(longest / STEP) * STEP, ...windows);
  } finally {
    await closeModels(models);
  }
}

function promptLength(task: Task, k: number, i: number, kit: Parameters<Task["build"]>[1]): number {
  const factors = fillFactors(task, task.name === "multi-document-qa" ? { documents: k } : { chunks: k });
  const seed = DEFAULT_SETTINGS.seed * MAX_TRIALS + i;
  try {
    const sample = task.build({ task: task.name, contextLength: ENDLESS, depth: 0.5, seed, factors }, kit);
    return sample.promptTokens + sample.answerBudget;
  } catch (error) {
    // A question without gold or with too few chunks has no prompt; the run says so, question by question.
    if (error instanceof MidspanError && error.code === "does-not-fit") return 0;
    throw error;
  }
}
