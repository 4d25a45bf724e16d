import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Haystack, Model, NeedleSource, Task } from "../types.ts";
import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import {
  answerCheck,
  type Check,
  type Look,
  placeCheck,
  tokenizerCheck,
  windowCheck,
} from "./preflight-checks.ts";
import { countedBy } from "./prompt-count.ts";
import { withRetries } from "./retry.ts";

/** Measured on the long probe; absent = the server did not say. */
export interface Speed {
  readonly promptTokens: number;
  readonly promptMs: number;
  readonly outputTokens?: number;
  readonly totalMs: number;
}

export interface Preflight {
  readonly checks: readonly Check[];
  readonly speed?: Speed;
}

export interface PreflightOptions {
  readonly model: Model;
  /** The probe: a fact at the start, in the middle and at the end, asked for together or by factor `ask`. */
  readonly probe: Task;
  readonly places: readonly string[];
  readonly haystack: Haystack;
  readonly needles: NeedleSource;
  /** Tokens of the longest planned prompt, its answer included. */
  readonly longest: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const SHORT = 512;
const ATTEMPTS = 3;
const SEED = 424_242;

/**
 * Looks whether a model can be measured at all: it answers, its window holds the longest prompt, prompts are
 * counted as it counts them, and all of a longest prompt arrives. That a fact is not recalled is no failure: a
 * forgetful model is what midspan is for. It fails where the server's own count says that tokens were dropped, or
 * where there is no count and a fact that a short prompt gave is missing from the long one.
 * Throws only what `signal` aborts with.
 */
export async function preflight(options: PreflightOptions): Promise<Preflight> {
  const { model, longest } = options;
  const window = windowCheck(model, longest);
  if (window.status === "failed") return { checks: [window] };
  const short = await look(options, Math.min(SHORT, longest), "all");
  if ("failed" in short) return { checks: [window, short.failed] };
  const checks: Check[] = [answerCheck(short), window, tokenizerCheck(model, short)];
  if (longest <= SHORT) return { checks: [...checks, ...(await placesOf(options, short, short))] };
  const long = await look(options, longest, "all");
  if ("failed" in long) return { checks: [...checks, long.failed] };
  return { checks: [...checks, ...(await placesOf(options, short, long))], ...speedOf(long) };
}

/** The error of the first check that failed, for a run that must not begin. */
export function preflightError(model: string, { checks }: Preflight): MidspanError | undefined {
  const failed = checks.find(({ status }) => status === "failed");
  if (failed === undefined) return undefined;
  // A window that is too small is no mistake of usage here: the server has another one than it said.
  const code = failed.code === "context-window" ? "model-unavailable" : failed.code;
  return new MidspanError(
    code ?? "model-unavailable",
    `${model} cannot be measured; ${failed.name}: ${failed.detail}`,
    failed.cure === undefined ? {} : { cure: failed.cure },
  );
}

async function look(
  options: PreflightOptions,
  contextLength: number,
  ask: string,
): Promise<Look | { readonly failed: Check }> {
  const { model, probe, haystack, needles, clock } = options;
  const name = contextLength <= SHORT ? "answers" : "long prompt";
  try {
    const cell = {
      task: probe.name,
      contextLength,
      depth: 0,
      seed: SEED,
      factors: { ...probe.factors, ask },
    };
    const kit = { haystack, needles, tokenizer: model.tokenizer, prefill: model.prefill };
    const sample = probe.build(cell, kit);
    const began = clock.now();
    const generation = await withDeadline(
      (signal) =>
        withRetries(
          () =>
            model.generate(sample, {
              maxOutputTokens: sample.answerBudget,
              temperature: 0,
              seed: SEED,
              counted: model.tokenizer.exact,
              signal,
            }),
          { attempts: ATTEMPTS, clock, rng: createRng("preflight"), halt: signal },
        ),
      options.timeoutMs,
      clock,
      options.signal,
    );
    const { found } = probe.score(generation.text, sample);
    return { sample, generation, found, ms: clock.now() - began };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof MidspanError)) throw error;
    const { code, message, cure } = error;
    return {
      failed: { name, status: "failed", detail: message, code, ...(cure === undefined ? {} : { cure }) },
    };
  }
}

/** Facts that were not given together are asked for one by one: small models answer one question at a time. */
async function placesOf(options: PreflightOptions, short: Look, long: Look): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const counted = countedBy(long.generation, long.sample, options.model.tokenizer.exact);
  for (const [i, place] of options.places.entries()) {
    let arrived = long.found[i] === true;
    let known = short.found[i] === true;
    if (!arrived) {
      const again = await look(options, long.sample.cell.contextLength, place);
      if ("failed" in again) return [...checks, again.failed];
      arrived = again.found[0] === true;
      if (!arrived && !known) known = await knowsShort(options, place);
    }
    checks.push(placeCheck(place, arrived, known, counted, options.model, long.sample));
  }
  return checks;
}

async function knowsShort(options: PreflightOptions, place: string): Promise<boolean> {
  const answer = await look(options, Math.min(SHORT, options.longest), place);
  return !("failed" in answer) && answer.found[0] === true;
}

function speedOf({ generation, sample, ms }: Look): { readonly speed?: Speed } {
  const { promptTokens = sample.promptTokens, cachedTokens = 0, prefillMs, outputTokens } = generation;
  const computed = promptTokens - cachedTokens;
  if (computed <= 0) return {};
  return {
    speed: {
      promptTokens: computed,
      promptMs: prefillMs ?? ms,
      ...(outputTokens === undefined ? {} : { outputTokens }),
      totalMs: ms,
    },
  };
}
