import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import { createCall } from "../run/call.ts";
import { systemClock } from "../run/clock.ts";
import { createLimiter } from "../run/limiter.ts";
import { withRetries } from "../run/retry.ts";
import type { Spend } from "../run/spend.ts";
import { RUBRIC, readYesNo, rubricPrompt } from "../sinks/arms/rubric.ts";
import type { Generation, Judgement, Model, Sample } from "../types.ts";
import type { Settings } from "./settings.ts";

export interface JudgeOptions {
  /** Of the judge's request, repeats included. */
  readonly timeoutMs: number;
  /** What the judge costs is held to the run's limit. */
  readonly spend: Spend | undefined;
}

/** Tokens for one word, and for a model that says a little more. */
const REPLY_TOKENS = 16;
const ATTEMPTS = 4;

/** A judge asked as often as wanted; all models of a run share one. */
export type AskJudge = (sample: Sample, answer: string, signal?: AbortSignal) => Promise<Judgement>;

/** Throws what asking throws, its message naming the judge. */
export function openJudge(judge: Model, { timeoutMs, spend }: JudgeOptions): AskJudge {
  const limiter = createLimiter({ most: judge.concurrency, clock: systemClock });
  return async (sample, answer, signal) => {
    const asked = rubricSample(sample, answer, judge);
    const call = createCall({
      ...{ model: judge, limiter, order: 0, timeoutMs, clock: systemClock },
      ...(spend === undefined ? {} : { spend }),
      ...(signal === undefined ? {} : { signal }),
    });
    const request = {
      ...{ maxOutputTokens: REPLY_TOKENS, temperature: 0, seed: 0 },
      counted: judge.tokenizer.exact,
    };
    const retries = {
      ...{ attempts: ATTEMPTS, clock: systemClock },
      rng: createRng(asked.messages[0]?.content ?? "").fork("judge"),
      ...(signal === undefined ? {} : { halt: signal }),
    };
    const reply = await withRetries(() => call(asked, request), retries).catch((error: unknown) => {
      throw error instanceof MidspanError ? named(judge.id, error) : error;
    });
    return judgementOf(judge.id, reply);
  };
}

/** The judge of a run, where its settings name one. Throws `usage`, `unknown-name`, `model-unavailable`. */
export async function openJudgeModel({ judge }: Settings): Promise<Model | undefined> {
  if (judge === undefined) return undefined;
  if (judge.id.startsWith("simulated:") || judge.id.startsWith("replay:"))
    throw new MidspanError("usage", `--judge must read what it judges; a model that does: ${judge.id}`);
  const { openModel } = await import("../models/index.ts");
  return openModel(judge.id, judge.baseUrl === undefined ? {} : { baseUrl: judge.baseUrl });
}

/** The same model, each answer to a sample with a criterion judged. A refusal is not: it is no answer. */
export function judgingModel(model: Model, ask: AskJudge): Model {
  return {
    ...model,
    async generate(sample, options) {
      const answer = await model.generate(sample, options);
      if (sample.criterion === undefined || answer.finish.reason === "refusal") return answer;
      return { ...answer, judged: await ask(sample, answer.text, options.signal) };
    },
  };
}

function rubricSample({ criterion = "", needles, cell }: Sample, answer: string, judge: Model): Sample {
  const content = rubricPrompt({ request: needles[0]?.question ?? "", criterion, answer });
  const { count, templateTokens } = judge.tokenizer;
  return {
    cell,
    messages: [{ role: "user", content }],
    ...{ needles: [], gold: [], decoys: [], contextTokens: 0, answerBudget: REPLY_TOKENS },
    promptTokens: count(content) + templateTokens,
  };
}

function judgementOf(by: string, { text, promptTokens, outputTokens, finish }: Generation): Judgement {
  return {
    ...{ by, rubric: RUBRIC, output: text },
    said: finish.reason === "refusal" ? "neither" : readYesNo(text),
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}

/** What was tried again enough is not tried again with the answer asked anew. */
function named(judge: string, error: MidspanError): MidspanError {
  // A judge's prompt that was cut says nothing of the prompt that was asked.
  const code = error.code === "context-truncated" ? "bad-response" : error.code;
  return new MidspanError(code, `the judge ${judge}: ${error.message}`, {
    cause: error,
    ...(error.cure === undefined ? {} : { cure: error.cure }),
  });
}
