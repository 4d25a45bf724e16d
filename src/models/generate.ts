import { type CachePolicy, formatCachePolicy, pieceLength, reuseUnit, visible } from "./cache.ts";
import type { Graph, Places } from "./graph.ts";
import type { Blocks, Scratch } from "./key-values.ts";
import { placesOf } from "./places-of.ts";
import type { PrefixCache, Stream } from "./prefix-cache.ts";
import { rerotate } from "./rerotation.ts";
import type { Rotation } from "./rotation.ts";

export interface Means {
  readonly graph: Graph;
  readonly prefixes: PrefixCache;
  readonly scratch: Scratch;
  readonly policy: CachePolicy;
  /** Present where the graph caches keys behind rotation: what a cut leaves is turned to its new place. */
  readonly rotation?: Rotation;
  readonly signal?: AbortSignal;
}

export interface Prefilled {
  readonly stream: Stream;
  /** Behind the last token. */
  readonly logits: Float32Array;
  /** Tokens that were there already. */
  readonly cached: number;
}

/** Streams a prompt through the cache, piece by piece, from where an earlier prompt parts from it. */
export async function prefill(means: Means, ids: readonly number[]): Promise<Prefilled> {
  const { prefixes, policy } = means;
  const piece = pieceLength(policy);
  const stream = prefixes.claim(ids, formatCachePolicy(policy), reuseUnit(policy));
  const cached = stream.ids.length;
  let logits: Float32Array = new Float32Array();
  for (let at = cached; at < ids.length; at = stream.ids.length) {
    const end = Math.min(ids.length, at - (at % piece) + piece);
    logits = await extend(means, stream, ids.slice(at, end));
  }
  return { stream, logits, cached };
}

export interface Answer {
  readonly ids: readonly number[];
  /** `false` where the limit cut it. */
  readonly stopped: boolean;
}

/** Continues greedily until one of `stops` (which is not part of the answer) or until the limit. */
export async function decode(
  means: Means,
  { stream, logits: first }: Prefilled,
  stops: readonly number[],
  limit: number,
): Promise<Answer> {
  const { graph, policy, signal } = means;
  const piece = pieceLength(policy);
  const prompt = stream.ids.length;
  const ids: number[] = [];
  let stopped = false;
  let logits = first;
  // Keys and values of the answer are fetched only where a piece ends; until then its tokens are fed again,
  // which is cheaper than fetching them.
  let pending: number[] = [];
  let past = pastOf(means, stream);
  try {
    while (ids.length < limit) {
      const token = argmax(logits);
      stopped = stops.includes(token);
      if (stopped) break;
      ids.push(token);
      pending.push(token);
      if (ids.length === limit) break;
      if ((stream.ids.length + pending.length) % piece === 0) {
        logits = await extend(means, stream, pending);
        past = pastOf(means, stream);
        pending = [];
      } else {
        signal?.throwIfAborted();
        logits = await graph.peek(pending, past, positionsFor(means, stream, pending.length));
      }
    }
  } finally {
    // Only what a fresh prompt would compute in the same calls may be reused, bit by bit: the answer is forgotten.
    stream.ids.length = prompt;
    stream.keyValues.truncate(prompt);
    stream.places.length = Math.min(stream.places.length, prompt);
  }
  return { ids, stopped };
}

async function extend(means: Means, stream: Stream, tokens: readonly number[]): Promise<Float32Array> {
  means.signal?.throwIfAborted();
  const at = positionsFor(means, stream, tokens.length);
  const step = await means.graph.extend(tokens, pastOf(means, stream), at);
  noteExtended(means, stream, tokens, step.keyValues);
  return step.logits;
}

/** Adds what a step computed to its stream. */
export function noteExtended(means: Means, stream: Stream, tokens: readonly number[], fresh: Blocks): void {
  if (means.rotation !== undefined) {
    const first = placesOf(means.policy, stream.ids.length, 1)?.at(-1) ?? visibleCount(means, stream);
    for (let i = 0; i < tokens.length; i++) stream.places.push(first + i);
  }
  stream.keyValues.append(fresh, tokens.length);
  stream.ids.push(...tokens);
}

/** What the cache holds when the next token comes. */
export function pastOf({ policy, scratch, rotation }: Means, { ids, keyValues, places }: Stream): Blocks {
  const ranges = visible(policy, ids.length);
  const blocks = keyValues.select(ranges, scratch);
  if (rotation !== undefined && !("original" in policy))
    rerotate(
      blocks,
      ranges.flatMap(([start, end]) => places.slice(start, end)),
      rotation,
    );
  return blocks;
}

/** Positions to hand to the graph for the next `count` tokens; a graph of rotated keys wants those of new tokens only. */
export function positionsFor({ policy, rotation }: Means, { ids }: Stream, count: number): Places {
  const places = placesOf(policy, ids.length, count);
  return rotation === undefined ? places : places?.slice(-count);
}

function visibleCount({ policy }: Means, { ids }: Stream): number {
  return visible(policy, ids.length).reduce((sum, [start, end]) => sum + end - start, 0);
}

/** The first of the largest. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
