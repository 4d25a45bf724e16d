import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Trial, TrialStatus } from "../record.ts";
import type { Generation, Model, Sample, Score, Task } from "../types.ts";
import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import { promptSha256 } from "./identity.ts";
import { withRetries } from "./retry.ts";
import { kitOf, type PlannedTrial, type Sweep, versioned } from "./sweep.ts";

export interface TrialOptions {
  readonly sweep: Sweep;
  readonly model: Model;
  /** For a trial as a whole, waits and repeats included. */
  readonly timeoutMs: number;
  /** Calls a trial at most. */
  readonly attempts: number;
  readonly clock: Clock;
  /** Aborted = stop now; the trial is then abandoned and the abort reason thrown. */
  readonly signal?: AbortSignal;
}

/** Builds, asks and scores one trial. A failure becomes a status, never a miss; throws only when aborted. */
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
    const answer = await ask(sample, planned.id, options, (attempt) => {
      attempts = attempt;
    });
    const { text, warnings, limits: _, ...generation } = answer;
    const judged = judge(task, sample, answer);
    return { ...sent, ...judged, output: text, generation, warnings, attempts };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { ...sent, status: "failed", error: told(error), warnings: [], attempts };
  }
}

function ask(
  sample: Sample,
  id: string,
  options: TrialOptions,
  onAttempt: (attempt: number) => void,
): Promise<Generation> {
  const { model, sweep, clock } = options;
  const request = {
    maxOutputTokens: sweep.generation.maxOutputTokens ?? sample.answerBudget,
    temperature: sweep.generation.temperature,
    seed: sample.cell.seed,
  };
  return withDeadline(
    (signal) =>
      withRetries(() => model.generate(sample, { ...request, signal }), {
        attempts: options.attempts,
        clock,
        rng: createRng(id).fork("backoff"),
        signal,
        onAttempt,
      }),
    options.timeoutMs,
    clock,
    options.signal,
  );
}

/** A refusal and an answer cut short before the fact came are not misses: nobody knows what would have come. */
function judge(
  task: Task,
  sample: Sample,
  answer: Generation,
): { readonly status: TrialStatus; readonly score?: Score } {
  if (answer.finish.reason === "refusal") return { status: "refused" };
  const score = task.score(answer.text, sample);
  const cut = answer.finish.reason === "length" && sample.valueComesNext !== true;
  if (cut && score.recall < 1) return { status: "truncated" };
  return { status: "scored", score };
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
