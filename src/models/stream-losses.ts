import { logProbability } from "./attention-model.ts";
import { pieceLength } from "./cache.ts";
import { type Means, noteExtended, pastOf, positionsFor } from "./generate.ts";
import { type ScoredMeans, streamScored } from "./scored-generate.ts";

/**
 * Loss of each token of a stream but the first, in nats, under a cache policy: minus the log probability of token i + 1
 * given what of tokens 0..i the cache still holds.
 */
export async function streamLosses(
  means: Means | ScoredMeans,
  ids: readonly number[],
): Promise<Float64Array> {
  const losses = new Float64Array(Math.max(0, ids.length - 1));
  const note = (logits: Float32Array, piece: readonly number[], at: number): void => {
    const vocabulary = logits.length / piece.length;
    for (let row = 0; row < piece.length; row++) {
      const next = ids[at + row + 1];
      if (next === undefined) return;
      losses[at + row] = -logProbability(logits.subarray(row * vocabulary, (row + 1) * vocabulary), next);
    }
  };
  if ("attention" in means) {
    await streamScored(means, ids, note);
    return losses;
  }
  const { graph, prefixes, policy } = means;
  const piece = pieceLength(policy);
  const stream = prefixes.claim(ids, "losses", piece);
  for (let at = 0; at < ids.length; at += piece) {
    means.signal?.throwIfAborted();
    const part = ids.slice(at, at + piece);
    const places = positionsFor(means, stream, part.length);
    const { logits, keyValues } = await graph.look(part, pastOf(means, stream), [], places);
    noteExtended(means, stream, part, keyValues);
    note(logits, part, at);
  }
  return losses;
}
