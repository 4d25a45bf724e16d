import type { CountedPart, CountTokens } from "../tokens.ts";

/** The end of a text that can take part in a token with what follows: its last word, at most this long. */
export const LONGEST_TAIL = 24;

/** A text before that joins nothing with the white space behind it, and takes a dummy prefix on itself. */
const WORD = "a";

/**
 * Counts the parts of a prompt so that their sum is the count of the whole.
 *
 * A part behind another counts as encode(tail + part) - encode(tail), with the last word of the text before as
 * tail: what begins every text (SentencePiece's dummy prefix) stands on both sides and falls out, what joins
 * across the seam (".\n\n" is one token of o200k) is counted once. That is exact for tokenizers that never join
 * two words, which is all that split at white space first, and all whose pieces hold white space at their start
 * alone. Without a text before, a part that begins with white space counts as behind a letter, where nothing
 * joins: never too low.
 *
 * @param prepare told texts that `encode` will soon be asked for, where asking for many at once is cheaper
 */
export function seamCount(
  encode: (text: string) => { readonly length: number },
  prepare?: (texts: readonly string[]) => void,
): CountTokens {
  const remembered = new Map<string, number>();
  const tokensOf = (text: string): number => {
    const known = remembered.get(text) ?? encode(text).length;
    if (remembered.size >= CAPACITY) remembered.clear();
    remembered.set(text, known);
    return known;
  };
  const count = (text: string, before?: string): number => {
    if (text === "") return 0;
    const tail = tailBefore(text, before);
    return tokensOf(tail + text) - (tail === "" ? 0 : tokensOf(tail));
  };
  if (prepare === undefined) return count;
  const ahead = (parts: readonly CountedPart[]): void => {
    const texts = parts.flatMap(([text, before]) => {
      const tail = tailBefore(text, before);
      return tail === "" ? [text] : [tail + text, tail];
    });
    prepare([...new Set(texts)].filter((text) => text !== "" && !remembered.has(text)));
  };
  return Object.assign(count, { ahead });
}

function tailBefore(text: string, before: string | undefined): string {
  return before === undefined ? (/^\s/.test(text) ? WORD : "") : tailOf(before);
}

/** Counts of recent texts that are kept: a depth sweep counts the same sentences again and again. */
const CAPACITY = 200_000;

function tailOf(before: string): string {
  const end = before.slice(-LONGEST_TAIL);
  return /\s*\S*\s*$/.exec(end)?.[0] ?? end;
}
