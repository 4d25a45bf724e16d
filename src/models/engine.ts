import { MidspanError } from "../errors.ts";
import type { FrontToken, Generation, Message } from "../types.ts";
import { openAttentionFolder } from "./attention-folder.ts";
import { admitted, type CachePolicy, parseCachePolicy, type ScoredPolicy } from "./cache.ts";
import { type Answer, decode, prefill } from "./generate.ts";
import { type Graph, loadGraph } from "./graph.ts";
import type { Scratch } from "./key-values.ts";
import type { ModelFolder } from "./model-folder.ts";
import { createPrefixCache } from "./prefix-cache.ts";
import { loadPromptTokenizer } from "./prompt.ts";
import { decodeScored, type ScoredMeans } from "./scored-generate.ts";
import { streamLosses } from "./stream-losses.ts";

/** One question to a local model; plain data, so that it can go to a worker. */
export interface Request {
  readonly messages: readonly Message[];
  readonly answerPrefix: string;
  /** In place of the BOS; absent = as the model begins. */
  readonly front?: readonly FrontToken[];
  /** As `parseCachePolicy` reads it. */
  readonly policy: string;
  readonly maxOutputTokens: number;
  readonly prefixCache: boolean;
}

interface LossRequest {
  readonly front: readonly FrontToken[];
  readonly text: string;
  readonly policy: string;
}

export interface Engine {
  /** Greedy answer. Throws `context-window`; an aborted signal ends it between two steps. */
  answer(request: Request, signal?: AbortSignal): Promise<Generation>;
  /**
   * Logits of the first token of the answer, one for each of the vocabulary. Throws `context-window`, and `usage` for a
   * cache that is cut by a score of its keys.
   */
  logits(request: Request): Promise<Float32Array>;
  /** Loss of each token of `ids` but the first, in nats, while they stream through a cache; see `streamLosses`. */
  losses(ids: readonly number[], policy: CachePolicy): Promise<Float64Array>;
  /** The same of a text behind `front` and nothing else, its own first token left out: an empty front predicts none. */
  lossesBehind(request: LossRequest): Promise<Float64Array>;
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
  const rotated = folder.rotation === undefined ? {} : { rotation: folder.rotation };
  let last: Promise<unknown> = Promise.resolve();

  const read = async (
    request: Request,
    policy: Exclude<CachePolicy, ScoredPolicy>,
    prompt: readonly number[],
    signal?: AbortSignal,
  ) => {
    const question = policy.kind === "head" ? prompts.questionStart(request.messages) : prompt.length;
    const ids = admitted(policy, prompt.length, question).flatMap(([start, end]) => prompt.slice(start, end));
    if (policy.kind === "dense" || policy.kind === "head")
      assertFits(ids.length + request.maxOutputTokens, folder.contextWindow);
    const prefixes = request.prefixCache ? remembering : forgetting;
    const means = {
      ...rotated,
      graph,
      prefixes,
      scratch,
      policy,
      ...(signal === undefined ? {} : { signal }),
    };
    return { means, prefilled: await prefill(means, ids) };
  };

  const answer = async (request: Request, signal?: AbortSignal): Promise<Generation> => {
    signal?.throwIfAborted();
    const started = performance.now();
    const prompt = prompts.encodePrompt(request.messages, request.answerPrefix, request.front);
    const policy = parseCachePolicy(request.policy);
    if (policy.kind === "scored") return scored(policy, prompt, request, started, signal);
    const { means, prefilled } = await read(request, policy, prompt, signal);
    const prefillMs = performance.now() - started;
    const out = await decode(means, prefilled, graph.stops, request.maxOutputTokens);
    return { ...generationOf(prompt, out, started), cachedTokens: prefilled.cached, prefillMs };
  };

  const generationOf = (prompt: readonly number[], out: Answer, started: number): Generation => ({
    text: prompts.decodeAnswer(out.ids),
    finish: out.stopped ? { reason: "stop", raw: "eos" } : { reason: "length" },
    promptTokens: prompt.length,
    outputTokens: out.ids.length,
    totalMs: performance.now() - started,
    warnings: [],
  });

  /** Loaded once, when a policy first looks at attention. */
  let attentive: Promise<{ readonly graph: Graph; readonly attention: readonly string[] }> | undefined;
  const scoredMeans = async (policy: ScoredPolicy, signal?: AbortSignal): Promise<ScoredMeans> => {
    attentive ??= loadAttentive(folder, intraOpThreads);
    const own = policy.score === "knorm" ? { graph, attention: [] } : await attentive;
    return { ...own, ...rotated, policy, ...(signal === undefined ? {} : { signal }) };
  };

  const scored = async (
    policy: ScoredPolicy,
    prompt: readonly number[],
    { maxOutputTokens }: Request,
    started: number,
    signal?: AbortSignal,
  ): Promise<Generation> => {
    const out = await decodeScored(await scoredMeans(policy, signal), prompt, graph.stops, maxOutputTokens);
    return { ...generationOf(prompt, out, started), cachedTokens: 0 };
  };

  const losses = async (ids: readonly number[], policy: CachePolicy): Promise<Float64Array> =>
    policy.kind === "scored"
      ? streamLosses(await scoredMeans(policy), ids)
      : streamLosses({ ...rotated, graph, prefixes: forgetting, scratch, policy }, ids);

  const logits = async (request: Request): Promise<Float32Array> => {
    const policy = parseCachePolicy(request.policy);
    if (policy.kind === "scored")
      throw new MidspanError("usage", `logits of a cache cut by score; another policy: ${request.policy}`);
    const prompt = prompts.encodePrompt(request.messages, request.answerPrefix, request.front);
    return Float32Array.from((await read(request, policy, prompt)).prefilled.logits);
  };

  // One at a time: the scratch memory and the fetched outputs belong to one step.
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const next = last.then(step);
    last = next.catch(() => undefined);
    return next;
  };

  return {
    answer: (request, signal) => inTurn(() => answer(request, signal)),
    logits: (request) => inTurn(() => logits(request)),
    losses: (ids, policy) => inTurn(() => losses(ids, policy)),
    lossesBehind: ({ front, text, policy }) =>
      inTurn(async () => {
        const before = prompts.encodeFront(front);
        const ids = [...before, ...prompts.tokenizer.encode(text)];
        return (await losses(ids, parseCachePolicy(policy))).subarray(before.length);
      }),
    async close() {
      await graph.close();
      await (await attentive)?.graph.close();
    },
  };
}

async function loadAttentive(folder: ModelFolder, intraOpThreads: number) {
  const { folder: changed, outputs, remove } = openAttentionFolder(folder);
  return { graph: await loadGraph(changed, intraOpThreads).finally(remove), attention: outputs };
}

function assertFits(tokens: number, window: number | undefined): void {
  if (window !== undefined && tokens > window)
    throw new MidspanError(
      "context-window",
      `the prompt is too long; ${window} tokens with the answer: ${tokens}`,
    );
}
