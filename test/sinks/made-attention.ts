import type { AttentionPiece } from "../../src/models/attention-model.ts";
import { sumAttention } from "../../src/sinks/attention-sums.ts";
import type { LookedModel, SinkOptions } from "../../src/sinks/looked-prompt.ts";

/** Attention of a query to the keys up to its own. */
export type Head = (query: number) => readonly number[];

export const OPTIONS: SinkOptions = { seed: 1, level: 0.95, draws: 2000, epsilons: [0.3] };

/** One layer of heads, in pieces of seven queries. */
export function piecesOf(tokens: number, heads: readonly Head[]): readonly AttentionPiece[] {
  const pieces: AttentionPiece[] = [];
  for (let first = 0; first < tokens; first += 7) {
    const queries = Math.min(7, tokens - first);
    const keys = first + queries;
    const weights = new Float32Array(heads.length * queries * keys);
    heads.forEach((head, h) => {
      for (let query = 0; query < queries; query++)
        weights.set(head(first + query), (h * queries + query) * keys);
    });
    pieces.push({ layer: 0, heads: heads.length, first, queries, keys, columns: keys, weights });
  }
  return pieces;
}

/** A model of one layer, whose heads may differ from prompt to prompt. */
export function looked(
  prompts: number,
  headsOf: (prompt: number) => readonly Head[],
  tokens = 64,
): LookedModel {
  return {
    model: "embedded:made",
    prompts: Array.from({ length: prompts }, (_, i) => {
      const sums = sumAttention(tokens);
      for (const piece of piecesOf(tokens, headsOf(i))) sums.add(piece);
      const pieces = Array.from({ length: tokens }, (_, token) => `t${token}`);
      return { sums: sums.sums(), norms: [], pieces, loss: 1 };
    }),
  };
}
