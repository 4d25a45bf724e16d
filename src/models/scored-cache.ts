import type { Score, ScoredPolicy } from "./cache.ts";
import { wide } from "./graph.ts";
import type { Block, Blocks } from "./key-values.ts";
import { turnKeys } from "./rerotation.ts";
import type { Rotation } from "./rotation.ts";

/** Attention of the newest tokens in one layer, [1, heads, queries, keys (+ nothing)]. */
export interface LayerAttention {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/**
 * A cache that keeps, in each layer and key-value head, the tokens with the best scores; positions are those within the
 * cache. Evicts after every piece, so that it never holds more than its size and one piece.
 *
 * - `knorm`: short keys stay (Devoto et al. 2024, arXiv 2406.11430, section 3).
 * - `h2o`: half of it the most recent, half those with most attention so far (Zhang et al. 2023, arXiv 2306.14048, section 4).
 * - `snapkv`: the newest piece, and what it attended to most, averaged over 5 neighbours (Li et al. 2024, arXiv
 *   2404.14469, section 4; there after the whole prompt, here after every piece, as the budget must hold meanwhile).
 * - `tova`: what the newest token attends to most, averaged over the heads of a layer (Oren et al. 2024, arXiv 2401.06104, section 3).
 */
export interface ScoredCache {
  readonly past: Blocks;
  /** Whether attention must be handed in. */
  readonly looksAtAttention: boolean;
  /** Adds the newest `count` tokens of the given blocks, then evicts. `attention` by layer. */
  take(fresh: Blocks, count: number, attention: readonly LayerAttention[]): void;
}

const POOL = 5;

/** @param rotation where keys come rotated, at positions within the cache: what stays is turned to its new place */
export function createScoredCache({ score, size }: ScoredPolicy, rotation?: Rotation): ScoredCache {
  let past: Record<string, Block> = {};
  /** Attention received so far, [heads][tokens], by layer; only h2o adds it up. */
  let received: readonly (readonly Float64Array[])[] = [];
  return {
    get past() {
      return past;
    },
    looksAtAttention: score !== "knorm",
    take(fresh, count, attention) {
      const grown = Object.fromEntries(
        Object.entries(fresh).map(([name, block]) => [name, appended(past[name], block, count)]),
      );
      const keys = Object.keys(grown).filter((name) => name.endsWith(".key"));
      const tokens = grown[keys[0] ?? ""]?.dims[2] ?? 0;
      received = keys.map((name, layer) => {
        const heads = grown[name]?.dims[1] ?? 1;
        return summed(attention[layer], heads, tokens, received[layer]);
      });
      if (tokens <= size) {
        past = grown;
        return;
      }
      const kept = keys.map((name, layer) => {
        const block = grown[name] as Block;
        const scores = scoresOf(score, block, attention[layer], received[layer] ?? []);
        return scores.map((one) => best(one, size, recentOf(score, size, count)));
      });
      received = received.map((heads, layer) =>
        heads.map((sums, head) => Float64Array.from(kept[layer]?.[head] ?? [], (token) => sums[token] ?? 0)),
      );
      past = Object.fromEntries(
        Object.entries(grown).map(([name, block]) => {
          const layer = keys.indexOf(name.replace(/\.value$/, ".key"));
          if (layer < 0) return [name, newest(block, size)];
          const own = kept[layer] ?? [];
          const left = picked(block, own);
          if (rotation !== undefined && name === keys[layer])
            turnKeys(left, (head, token) => token - (own[head]?.[token] ?? token), rotation);
          return [name, left];
        }),
      );
    },
  };
}

/** Tokens that stay whatever their score. */
function recentOf(score: Score, size: number, count: number): number {
  if (score === "h2o") return Math.floor(size / 2);
  return score === "snapkv" ? Math.min(count, Math.floor(size / 2)) : 0;
}

/** By key-value head, a score a token. */
function scoresOf(
  score: Score,
  keys: Block,
  attention: LayerAttention | undefined,
  received: readonly Float64Array[],
): readonly Float64Array[] {
  const [, heads, tokens, width] = keys.dims;
  if (score === "h2o") return received;
  if (score === "knorm") {
    const data = wide(keys);
    return Array.from({ length: heads }, (_, head) =>
      Float64Array.from({ length: tokens }, (_, token) => {
        let squares = 0;
        const at = (head * tokens + token) * width;
        for (let i = at; i < at + width; i++) squares += (data[i] as number) ** 2;
        return -squares;
      }),
    );
  }
  const newestSums = summed(attention, heads, tokens, undefined, score === "tova");
  if (score === "snapkv") return newestSums.map(pooled);
  const together = Float64Array.from({ length: tokens }, (_, token) =>
    newestSums.reduce((sum, one) => sum + (one[token] ?? 0), 0),
  );
  return newestSums.map(() => together);
}

/** Attention that each token gets from the newest queries (or the last one), by key-value head; added to what it got. */
function summed(
  attention: LayerAttention | undefined,
  keyHeads: number,
  tokens: number,
  before?: readonly Float64Array[],
  lastOnly = false,
): readonly Float64Array[] {
  const sums = Array.from({ length: keyHeads }, (_, head) => {
    const sum = new Float64Array(tokens);
    sum.set(before?.[head] ?? []);
    return sum;
  });
  if (attention === undefined) return sums;
  const [, heads = 1, queries = 0, columns = 0] = attention.dims;
  for (let head = 0; head < heads; head++) {
    const sum = sums[Math.floor((head * keyHeads) / heads)] as Float64Array;
    for (let query = lastOnly ? queries - 1 : 0; query < queries; query++) {
      const row = (head * queries + query) * columns;
      for (let token = 0; token < tokens; token++)
        sum[token] = (sum[token] as number) + (attention.data[row + token] as number);
    }
  }
  return sums;
}

function pooled(scores: Float64Array): Float64Array {
  const reach = Math.floor(POOL / 2);
  return scores.map((_, token) => {
    const near = scores.subarray(Math.max(0, token - reach), token + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/** The `recent` last tokens and those with the best scores, `size` in all, in order; of equal ones the later. */
function best(scores: Float64Array, size: number, recent: number): readonly number[] {
  const old = Array.from({ length: scores.length - recent }, (_, token) => token);
  old.sort((a, b) => (scores[b] as number) - (scores[a] as number) || b - a);
  const last = Array.from({ length: recent }, (_, i) => scores.length - recent + i);
  return [...old.slice(0, size - recent), ...last].sort((a, b) => a - b);
}

function appended(before: Block | undefined, fresh: Block, count: number): Block {
  const [, heads, rows, width] = fresh.dims;
  const had = before?.dims[2] ?? 0;
  const tokens = had + count;
  const data = allocate(fresh, heads * tokens * width);
  for (let head = 0; head < heads; head++) {
    if (before !== undefined)
      data.set(before.data.subarray(head * had * width, (head + 1) * had * width), head * tokens * width);
    const from = (head * rows + rows - count) * width;
    data.set(fresh.data.subarray(from, from + count * width), (head * tokens + had) * width);
  }
  return { type: fresh.type, data, dims: [1, heads, tokens, width] };
}

function picked(block: Block, kept: readonly (readonly number[])[]): Block {
  const [, heads, tokens, width] = block.dims;
  const size = kept[0]?.length ?? 0;
  const data = allocate(block, heads * size * width);
  kept.forEach((own, head) => {
    own.forEach((token, at) => {
      const from = (head * tokens + token) * width;
      data.set(block.data.subarray(from, from + width), (head * size + at) * width);
    });
  });
  return { type: block.type, data, dims: [1, heads, size, width] };
}

/** State of a local convolution: only its last tokens are ever read. */
function newest(block: Block, size: number): Block {
  const tokens = block.dims[2];
  const last = Array.from({ length: size }, (_, i) => tokens - size + i);
  return picked(
    block,
    Array.from({ length: block.dims[1] }, () => last),
  );
}

function allocate(like: Block, size: number): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  return like.type === "float32" ? new Float32Array(size) : new Uint16Array(size);
}
