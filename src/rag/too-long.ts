import type { CountTokens } from "../tokens.ts";
import type { Chunk } from "../types.ts";

/** Ids of the chunks that alone are longer than so many tokens: no order and no k makes them fit. */
export function tooLong(chunks: readonly Chunk[], tokens: number, count: CountTokens): readonly string[] {
  return chunks
    .filter(({ title, text }) => count(title === undefined ? text : `${title} ${text}`) > tokens)
    .map(({ id }) => id);
}
