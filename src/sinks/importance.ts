import type { AttentionSums } from "./attention-sums.ts";

/**
 * Importance of a position: the mean attention that it gets from all queries that see it, by layer and head
 * ([layers][heads]). Gu et al. (2025), arXiv 2410.10781, section 3: alpha_k = 1/(T - k + 1) sum_{i >= k} A_{i,k}, with k
 * from 1; here `position` counts from 0.
 */
export function importanceAt(
  { tokens, layers }: AttentionSums,
  position: number,
): readonly (readonly number[])[] {
  return layers.map(({ heads, columns }) =>
    Array.from(
      { length: heads },
      (_, head) => (columns[head * tokens + position] ?? 0) / (tokens - position),
    ),
  );
}

/**
 * The same under uniform causal attention, where query i (from 1) gives each of i keys 1/i:
 * (H_T - H_k) / (T - k) with k = `position` from 0, and H_T / T for the first. The line that is no sink.
 */
export function chanceAt(tokens: number, position: number): number {
  let sum = 0;
  for (let query = position + 1; query <= tokens; query++) sum += 1 / query;
  return sum / (tokens - position);
}

/** Share of heads, over all layers, whose importance at `position` is above `epsilon` (Gu et al. 2025, section 3). */
export function sinkRate(sums: AttentionSums, position: number, epsilon: number): number {
  const heads = importanceAt(sums, position).flat();
  return heads.filter((alpha) => alpha > epsilon).length / heads.length;
}
