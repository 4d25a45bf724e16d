import { type ErrorCode, MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Trial, TrialStatus } from "../record.ts";
import { stripThinking } from "../thinking.ts";
import type { Generation, Model, Sample, Score, Task } from "../types.ts";
import { createCall } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { ModelEvent } from "./events.ts";
import { promptSha256 } from "./identity.ts";
import type { Limiter } from "./limiter.ts";
import { withRetries } from "./retry.ts";
import type { Spend } from "./spend.ts";
import { kitOf, type PlannedTrial, type Sweep, versioned } from "./sweep.ts";

/** What one trial is asked with. */
export interface TrialOptions {
  readonly sweep: Sweep;
  readonly model: Model;
  /** One for a model, so that all its requests keep its limits together. */
  readonly limiter: Limiter;
  /** For a trial as a whole, repeats included, while a request is out; waiting for the limiter does not count. */
  readonly timeoutMs: number;
  /** Calls of a trial that may fail, at most; refusals for now have a bound of their own. */
  readonly attempts: number;
  readonly clock: Clock;
  /** Where answers cost money. One for a run, so that all its models keep the limit together. */
  readonly spend?: Pick<Spend, "admit">;
  /** Trials of earlier families go first; see `Limiter`. */
  readonly order?: number;
  /** Aborted = stop now; the trial is then abandoned and the abort reason thrown. */
  readonly signal?: AbortSignal;
  /** Aborted = wait for nothing: a trial that is out is finished, one that waits is abandoned. */
  readonly halt?: AbortSignal;
  onEvent?(event: ModelEvent): void;
}

/** Whether an error means that the model answers nothing any more, whatever it is asked. */
export function endsModel(error: unknown): error is MidspanError {
  return error instanceof MidspanError && STOPPING.has(error.code);
}

const STOPPING: ReadonlySet<ErrorCode> = new Set(["quota-exhausted", "spend-limit"]);

/**
 * Builds, asks and scores one trial. A failure becomes a status, never a miss. Throws when aborted, and an error
 * that ends the model as a whole: `quota-exhausted`, `spend-limit`. A trial that throws is undone, not failed.
 *
 * @example
 * ```ts
 * const limiter = createLimiter({ most: 1, clock: systemClock });
 * const options = { sweep, model, limiter, timeoutMs: 60_000, attempts: 4, clock: systemClock };
 * for (const { trials: planned } of families(sweep, model))
 *   for (const one of planned) console.log(await runTrial(task, one, options));
 * ```
 */
export async function runTrial(task: Task, planned: PlannedTrial, options: TrialOptions): Promise<Trial> {
  const { sweep, model, clock } = options;
  const base = {
    schema: 1 as const,
    id: planned.id,
    model: model.id,
    ...(model.simulated ? { simulated: true as const } : {}),
    task: task.name,
    taskVersion: task.version,
    haystack: versioned(sweep.haystack),
    cell: planned.cell,
    startedAt: new Date(clock.now()).toISOString(),
  };
  const tokenizer = {
    tokenizer: model.tokenizer.id,
    ...(model.tokenizer.exact ? {} : { estimated: true as const }),
  };
  let sample: Sample;
  try {
    sample = task.build(planned.cell, kitOf(sweep, model));
  } catch (error) {
    const status = isUnbuildable(error) ? "skipped" : "failed";
    const actual = { tokens: 0, goldDepths: [], ...tokenizer };
    return { ...base, actual, promptSha256: "", status, error: told(error), warnings: [], attempts: 0 };
  }
  const sent = {
    ...base,
    actual: { tokens: sample.promptTokens, goldDepths: sample.gold.map((gold) => gold.depth), ...tokenizer },
    promptSha256: promptSha256(sample),
  };
  let attempts = 0;
  try {
    const answer = await ask(sample, planned.id, options, () => {
      attempts++;
    });
    const { text, warnings, limits: _, ...generation } = answer;
    const judged = judge(task, sample, answer);
    const reasoningTokens = thoughtTokens(answer, model);
    const counted = { ...generation, ...(reasoningTokens === undefined ? {} : { reasoningTokens }) };
    return { ...sent, ...judged, output: text, generation: counted, warnings, attempts };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (options.halt?.aborted && error === options.halt.reason) throw error;
    if (endsModel(error)) throw error;
    // A server that cut the prompt has not seen the fact, perhaps: no answer of its is a miss.
    const cut = error instanceof MidspanError && error.code === "context-truncated";
    const status = cut ? "truncated" : "failed";
    return { ...sent, status, error: told(error), warnings: [], attempts };
  }
}

function ask(sample: Sample, id: string, options: TrialOptions, onOut: () => void): Promise<Generation> {
  const { sweep, order = 0, halt, onEvent } = options;
  let attempt = 0;
  const call = createCall({
    ...options,
    order,
    onOut: () => {
      attempt++;
      onOut();
    },
  });
  const request = {
    maxOutputTokens: sweep.generation.maxOutputTokens ?? sample.answerBudget,
    temperature: sweep.generation.temperature,
    seed: sample.cell.seed,
    counted: options.model.tokenizer.exact,
  };
  return withRetries(() => call(sample, request), {
    attempts: options.attempts,
    clock: options.clock,
    rng: createRng(id).fork("backoff"),
    ...(halt === undefined ? {} : { halt }),
    onRetry: ({ code }) => onEvent?.({ event: "retry", trial: id, attempt, code }),
  });
}

/**
 * A refusal, an answer cut short before the fact came and one that a judge cannot decide are not misses: nobody knows
 * what would have come, or whether it is right.
 */
function judge(
  task: Task,
  sample: Sample,
  answer: Generation,
): { readonly status: TrialStatus; readonly score?: Score } {
  if (answer.finish.reason === "refusal") return { status: "refused" };
  const said = sample.criterion === undefined ? undefined : (answer.judged?.said ?? "neither");
  if (said === "neither") return { status: "unjudged" };
  const score = withJudgement(task.score(answer.text, sample), answer.judged);
  // What thinks aloud has not begun with the value.
  const thought = stripThinking(answer.text).thinking !== "" || (answer.reasoningTokens ?? 0) > 0;
  const valueFirst = sample.valueComesNext === true && !thought;
  const cut = answer.finish.reason === "length" && !valueFirst;
  if (cut && score.recall < 1) return { status: "truncated" };
  return { status: "scored", score };
}

/** Rules and judge must both be content. */
function withJudgement(score: Score, judged: Generation["judged"]): Score {
  if (judged === undefined) return score;
  const judgedBy = `${judged.by}, ${judged.rubric}`;
  return judged.said === "yes"
    ? { ...score, judgedBy }
    : { ...score, recall: 0, found: score.found.map(() => false), judgedBy };
}

/** Thoughts that stand in the answer are counted by us; a server that keeps them apart has counted them itself. */
function thoughtTokens({ text, reasoningTokens }: Generation, { tokenizer }: Model): number | undefined {
  if (reasoningTokens !== undefined) return reasoningTokens;
  const { thinking } = stripThinking(text);
  return thinking === "" ? undefined : tokenizer.count(thinking);
}

function isUnbuildable(error: unknown): boolean {
  return error instanceof MidspanError && (error.code === "does-not-fit" || error.code === "context-window");
}

const LONGEST_MESSAGE = 1000;

function told(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof MidspanError ? error.code : "internal";
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: message.slice(0, LONGEST_MESSAGE) };
}
