import { similarity } from "./similarity.ts";

/**
 * Similarity of output and answer, both without the prefix that the answer must begin with; 0 where the output
 * does not begin with it.
 *
 * Source: Vodrahalli et al. 2024 and OpenAI 2025 (multi-round coreference, MRCR).
 */
export function prefixedSimilarity(output: string, answer: string, prefix: string): number {
  if (!output.startsWith(prefix)) return 0;
  const wanted = answer.startsWith(prefix) ? answer.slice(prefix.length) : answer;
  return similarity(output.slice(prefix.length), wanted);
}
