import { MidspanError } from "../errors.ts";
import type { Generation, Message } from "../types.ts";
import { admitted, parseCachePolicy } from "./cache.ts";
import { decode, prefill } from "./generate.ts";
import { loadGraph } from "./graph.ts";
import type { Scratch } from "./key-values.ts";
import type { ModelFolder } from "./model-folder.ts";
import { createPrefixCache } from "./prefix-cache.ts";
import { loadPromptTokenizer } from "./prompt.ts";

/** One question to a local model; plain data, so that it can go to a worker. */
export interface Request {
  readonly messages: readonly Message[];
  readonly answerPrefix: string;
  /** As `parseCachePolicy` reads it. */
  readonly policy: string;
  readonly maxOutputTokens: number;
  readonly prefixCache: boolean;
}

export interface Engine {
  /** Greedy answer. Throws `context-window`; an aborted signal ends it between two steps. */
  answer(request: Request, signal?: AbortSignal): Promise<Generation>;
  close(): Promise<void>;
}

/** Streams that are remembered: the family at hand and the one before, for each of two policies. */
const REMEMBERED = 4;

/** Loads a model for one thread of execution. */
export async function loadEngine(folder: ModelFolder, intraOpThreads: number): Promise<Engine> {
  const [graph, prompts] = await Promise.all([
    loadGraph(folder, intraOpThreads),
    loadPromptTokenizer(folder),
  ]);
  const remembering = createPrefixCache(REMEMBERED);
  const forgetting = createPrefixCache(0);
  const scratch: Scratch = new Map();
  let last: Promise<unknown> = Promise.resolve();

  const answer = async (request: Request, signal?: AbortSignal): Promise<Generation> => {
    signal?.throwIfAborted();
    const started = performance.now();
    const prompt = prompts.encodePrompt(request.messages, request.answerPrefix);
    const policy = parseCachePolicy(request.policy);
    const question = policy.kind === "head" ? prompts.questionStart(request.messages) : prompt.length;
    const ids = admitted(policy, prompt.length, question).flatMap(([start, end]) => prompt.slice(start, end));
    if (policy.kind === "dense" || policy.kind === "head")
      assertFits(ids.length + request.maxOutputTokens, folder.contextWindow);
    const prefixes = request.prefixCache ? remembering : forgetting;
    const means = { graph, prefixes, scratch, policy, ...(signal === undefined ? {} : { signal }) };
    const prefilled = await prefill(means, ids);
    const prefillMs = performance.now() - started;
    const out = await decode(means, prefilled, graph.stops, request.maxOutputTokens);
    return {
      text: prompts.decodeAnswer(out.ids),
      finish: out.stopped ? { reason: "stop", raw: "eos" } : { reason: "length" },
      promptTokens: prompt.length,
      cachedTokens: prefilled.cached,
      outputTokens: out.ids.length,
      prefillMs,
      totalMs: performance.now() - started,
      warnings: [],
    };
  };

  return {
    // One at a time: the scratch memory and the fetched outputs belong to one step.
    answer(request, signal) {
      const next = last.then(() => answer(request, signal));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => graph.close(),
  };
}

function assertFits(tokens: number, window: number | undefined): void {
  if (window !== undefined && tokens > window)
    throw new MidspanError(
      "context-window",
      `the prompt is too long; ${window} tokens with the answer: ${tokens}`,
    );
}
