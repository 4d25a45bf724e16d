import { pieceLength, type ScoredPolicy } from "./cache.ts";
import { type Answer, argmax } from "./generate.ts";
import type { Floats, Graph } from "./graph.ts";
import type { Rotation } from "./rotation.ts";
import { createScoredCache, type ScoredCache } from "./scored-cache.ts";

/** A graph with the outputs that hold its attention, by layer. */
export interface ScoredMeans {
  readonly graph: Graph;
  readonly attention: readonly string[];
  readonly policy: ScoredPolicy;
  /** Present where the graph caches keys behind rotation. */
  readonly rotation?: Rotation;
  readonly signal?: AbortSignal;
}

/** Streams `ids` through a cache that keeps what scores best; `seen` gets the logits of every piece. */
export async function streamScored(
  { graph, attention, policy, rotation, signal }: ScoredMeans,
  ids: readonly number[],
  seen: (logits: Float32Array, piece: readonly number[], at: number) => void,
): Promise<ScoredCache> {
  const cache = createScoredCache(policy, rotation);
  const piece = pieceLength(policy);
  const wanted = cache.looksAtAttention ? attention : [];
  for (let at = 0; at < ids.length; at += piece) {
    signal?.throwIfAborted();
    const part = ids.slice(at, at + piece);
    const { logits, keyValues, extra } = await graph.look(part, cache.past, wanted);
    cache.take(
      keyValues,
      part.length,
      wanted.map((name) => extra[name] as Floats),
    );
    seen(logits, part, at);
  }
  return cache;
}

/** Continues greedily; the answer's own tokens stand behind what was kept of the prompt. */
export async function decodeScored(
  means: ScoredMeans,
  ids: readonly number[],
  stops: readonly number[],
  limit: number,
): Promise<Answer> {
  let logits: Float32Array = new Float32Array();
  const { past } = await streamScored(means, ids, (found, piece) => {
    logits = found.subarray(-found.length / piece.length);
  });
  const answer: number[] = [];
  while (answer.length < limit) {
    const token = argmax(logits);
    if (stops.includes(token)) return { ids: answer, stopped: true };
    answer.push(token);
    if (answer.length === limit) break;
    means.signal?.throwIfAborted();
    logits = await means.graph.peek(answer, past);
  }
  return { ids: answer, stopped: false };
}
