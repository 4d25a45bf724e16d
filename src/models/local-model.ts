import { availableParallelism } from "node:os";
import { env } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import type { Factor, GenerateOptions, Model, Sample } from "../types.ts";
import type { OpenOptions } from "./adapter.ts";
import { type CachePolicy, cacheCapacity, formatCachePolicy, parseCachePolicy } from "./cache.ts";
import { loadEngine, type Request } from "./engine.ts";
import type { ModelFolder } from "./model-folder.ts";
import { openPool, type Pool } from "./pool.ts";
import { loadPromptTokenizer } from "./prompt.ts";
import { ROTATED_BY_HALVES } from "./rotation-of.ts";

const ADAPTER_VERSION = 1;

export interface LocalOptions extends OpenOptions {
  /** `adapter:name`, without the cache. */
  readonly id: string;
  /** How the machine's cores are shared where `threads` is not given. */
  readonly layout: "many-small" | "one-large";
}

/** A model that runs in this process or in its threads. Throws `usage`, `model-unavailable`. */
export async function openLocalModel(folder: ModelFolder, options: LocalOptions): Promise<Model> {
  const policy = parseCachePolicy(options.cache ?? "dense");
  checkPolicy(policy, folder);
  const cores = Math.min(MOST_THREADS, availableParallelism());
  const threads = options.threads ?? (options.layout === "many-small" ? cores : 1);
  if (!Number.isInteger(threads) || threads < 0 || threads > MOST_WORKERS)
    throw new MidspanError("usage", `threads; 0 (this process) to ${MOST_WORKERS}: ${threads}`);
  const intraOp = options.layout === "many-small" ? 1 : cores;
  const open = (): Promise<Pool> => sharedPool(folder, threads, intraOp);
  const [prompts, pool] = await Promise.all([
    loadPromptTokenizer(folder),
    options.offline === true ? poolWhenAsked(open) : open(),
  ]);
  const text = formatCachePolicy(policy);
  const bounded = policy.kind !== "dense";

  return {
    id: policy.kind === "dense" ? options.id : `${options.id}+${text}`,
    adapterVersion: ADAPTER_VERSION,
    simulated: false,
    ...(bounded || folder.contextWindow === undefined ? {} : { contextWindow: folder.contextWindow }),
    tokenizer: prompts.tokenizer,
    prefill: true,
    front: true,
    // Twice the threads: while one family waits for its next prompt, its thread answers another.
    concurrency: Math.max(1, threads === 0 ? 1 : options.layout === "many-small" ? 2 * threads : threads),
    details: detailsOf(folder, text, bounded),
    generate(sample, generation) {
      const request: Request = {
        messages: sample.messages,
        answerPrefix: sample.answerPrefix ?? "",
        ...(sample.front === undefined ? {} : { front: sample.front }),
        policy: text,
        maxOutputTokens: checked(generation),
        prefixCache: options.prefixCache ?? true,
      };
      return pool.answer(request, `${text} ${familyOf(sample)}`, generation.signal);
    },
    close: pool.close,
  };
}

const MOST_THREADS = 2;
const MOST_WORKERS = 64;

/** Throws `usage` where the model's cache cannot be cut by the policy. */
export function checkPolicy(policy: CachePolicy, folder: ModelFolder): void {
  if (policy.kind === "dense") return;
  if (!folder.unrotated && folder.rotation === undefined)
    throw new MidspanError(
      "usage",
      `the cache cannot be cut: its keys are rotated, and how is not known, so what is left cannot be turned to its new place; a family that rotates halves (${ROTATED_BY_HALVES.join(", ")}) with frequencies that hang on no prompt's length (default, linear, llama3, yarn), or keys cached before rotation ("midspan_cache": "unrotated" in config.json): ${folder.source}`,
      { cure: "leave --cache out, or use embedded:reference" },
    );
  const capacity = cacheCapacity(policy) ?? 0;
  if (folder.contextWindow !== undefined && capacity > folder.contextWindow)
    throw new MidspanError(
      "usage",
      `the cache is larger than the model's window; at most ${folder.contextWindow} tokens: ${capacity}`,
    );
}

function checked({ maxOutputTokens, temperature }: GenerateOptions): number {
  if (temperature !== 0)
    throw new MidspanError("usage", `local models answer greedily; temperature 0: ${temperature}`);
  return maxOutputTokens;
}

/** Prompts that share their document: all depths of one seed. */
function familyOf({ cell }: Sample): string {
  return JSON.stringify([cell.task, cell.contextLength, cell.seed, cell.factors]);
}

function detailsOf(folder: ModelFolder, cache: string, bounded: boolean): Readonly<Record<string, Factor>> {
  return {
    cache,
    ...(folder.sha256 === undefined ? {} : { weightsSha256: folder.sha256 }),
    ...(folder.trainedLength === undefined ? {} : { trainedLength: folder.trainedLength }),
    ...(folder.contextWindow === undefined ? {} : { positions: folder.contextWindow }),
    window: bounded
      ? "unlimited: the cache is bounded, not the prompt"
      : (folder.contextWindow ?? "not known"),
    dtype: folder.dtype,
    runtime: `@huggingface/transformers ${env.version}`,
  };
}

/** A model that is opened to count its tokens loads no weights. */
function poolWhenAsked(open: () => Promise<Pool>): Pool {
  let opened: Promise<Pool> | undefined;
  return {
    answer: async (...request) => {
      opened ??= open();
      return (await opened).answer(...request);
    },
    close: async () => (await opened)?.close(),
  };
}

/** Models of the same weights that differ in their cache only share the threads; the last one to close ends them. */
const pools = new Map<string, { readonly pool: Promise<Pool>; users: number }>();

async function sharedPool(folder: ModelFolder, threads: number, intraOp: number): Promise<Pool> {
  const key = JSON.stringify([folder, threads, intraOp]);
  const entry = pools.get(key) ?? { pool: startPool(folder, threads, intraOp), users: 0 };
  pools.set(key, entry);
  entry.users++;
  let open = true;
  const release = async (): Promise<void> => {
    if (!open) return;
    open = false;
    if (--entry.users > 0) return;
    pools.delete(key);
    await (await entry.pool).close();
  };
  try {
    const pool = await entry.pool;
    return {
      answer: async (...request) => {
        if (!open) throw new MidspanError("model-unavailable", `the model is closed; open: ${folder.source}`);
        return pool.answer(...request);
      },
      close: release,
    };
  } catch (error) {
    pools.delete(key);
    throw error;
  }
}

async function startPool(folder: ModelFolder, threads: number, intraOp: number): Promise<Pool> {
  if (threads > 0) return openPool(folder, threads, intraOp);
  const engine = await loadEngine(folder, intraOp);
  return {
    answer: (request, _family, signal) => engine.answer(request, signal),
    close: () => engine.close(),
  };
}
