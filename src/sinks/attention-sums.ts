import type { AttentionPiece } from "../models/attention-model.ts";

/** What is kept of one prompt's attention in one layer; never the whole of it. */
interface LayerSums {
  readonly heads: number;
  /** Attention that each position gets from all queries that see it, [heads, tokens]. */
  readonly columns: Float64Array;
  /** Queries, by head, that attend to the first token more than to any other. */
  readonly firstMost: Float64Array;
  /** Attention to nothing (a learned sink's column), by head, over all queries; absent without one. */
  readonly nothing?: Float64Array;
  /** Of the watched queries: attention to the watched span, and to the first token, by head. */
  readonly gold: Float64Array;
  readonly first: Float64Array;
}

/** One prompt's attention, added up. */
export interface AttentionSums {
  readonly tokens: number;
  readonly layers: readonly LayerSums[];
  /** Queries that were watched. */
  readonly watched: number;
}

/** Queries from a position on, and a span [start, end) of keys that they are asked about. */
export interface Watched {
  readonly from: number;
  readonly span: readonly [start: number, end: number];
}

/** Takes pieces of attention as they come and adds them up by layer, head and position. */
export function sumAttention(
  tokens: number,
  watched?: Watched,
): { add(piece: AttentionPiece): void; sums(): AttentionSums } {
  const layers: (LayerSums & { nothing?: Float64Array })[] = [];
  const from = watched?.from ?? tokens;
  return {
    add(piece) {
      const { layer, heads, first, queries, keys, columns, weights } = piece;
      layers[layer] ??= empty(heads, tokens, columns > keys);
      const into = layers[layer];
      for (let head = 0; head < heads; head++)
        for (let query = 0; query < queries; query++) {
          const row = weights.subarray(
            (head * queries + query) * columns,
            (head * queries + query + 1) * columns,
          );
          const position = first + query;
          addRow(into, head, tokens, row, position);
          if (into.nothing !== undefined) into.nothing[head]! += row[columns - 1] as number;
          if (position < from) continue;
          into.first[head]! += row[0] as number;
          const [start, end] = watched?.span ?? [0, 0];
          for (let key = start; key < Math.min(end, position + 1); key++)
            into.gold[head]! += row[key] as number;
        }
    },
    sums: () => ({ tokens, layers, watched: Math.max(0, tokens - from) }),
  };
}

function empty(heads: number, tokens: number, nothing: boolean): LayerSums {
  return {
    heads,
    columns: new Float64Array(heads * tokens),
    firstMost: new Float64Array(heads),
    ...(nothing ? { nothing: new Float64Array(heads) } : {}),
    gold: new Float64Array(heads),
    first: new Float64Array(heads),
  };
}

function addRow(into: LayerSums, head: number, tokens: number, row: Float32Array, position: number): void {
  const base = head * tokens;
  const { columns } = into;
  const start = row[0] as number;
  let most = start;
  for (let key = 0; key <= position; key++) {
    const weight = row[key] as number;
    columns[base + key] = (columns[base + key] as number) + weight;
    if (weight > most) most = weight;
  }
  if (most === start) into.firstMost[head] = (into.firstMost[head] as number) + 1;
}
