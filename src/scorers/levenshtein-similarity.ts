import { levenshtein } from "./levenshtein.ts";

/**
 * 1 - Levenshtein distance / length of the longer, in characters (code points): 1 = equal, 0 = nothing in
 * common. Two empty texts are equal.
 *
 * Source: Hong et al. 2025 (context rot), repeated words.
 */
export function levenshteinSimilarity(a: string, b: string): number {
  const longer = Math.max([...a].length, [...b].length);
  return longer === 0 ? 1 : 1 - levenshtein(a, b) / longer;
}
