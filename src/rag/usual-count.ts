import type { ChunkQuestion } from "../types.ts";

/**
 * The largest number of chunks, at most `most`, that half of the questions have or more: one question for which little
 * was found does not make the others short. Those that have fewer cannot be asked, and are flagged.
 */
export function usualCount(questions: readonly ChunkQuestion[], most: number): number {
  const counts = questions
    // Of several golds one is placed among the others.
    .map(({ chunks }) => Math.min(chunks.length, 1 + chunks.filter(({ gold }) => gold !== true).length))
    .sort((a, b) => b - a);
  return Math.min(most, counts[Math.ceil(counts.length / 2) - 1] ?? 0);
}
