const PUNCTUATION = /[!-/:-@[-`{-~]/g; // the 32 of ASCII; typographic quotes and dashes stay
// The published code's `\b(a|an|the)\b` runs in Python, whose `\b` knows letters beyond ASCII: JavaScript's own
// would find the article "a" in "là".
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
// Python's str.split() takes 0x1c-0x1f and 0x85 for space and U+FEFF not; JavaScript's \s is the other way round.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/**
 * Text as SQuAD and lost-in-the-middle compare it: lower case; no ASCII punctuation; the words a, an, the
 * replaced by a space; white space squeezed and trimmed. In this order, so "A.I." becomes "ai".
 *
 * Source: Rajpurkar et al. 2016 (SQuAD evaluation); Liu et al. 2023 (lost in the middle).
 */
export function normaliseAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(PUNCTUATION, "")
    .replace(ARTICLE, " ")
    .replace(SPACE, " ")
    .replace(/^ | $/g, "");
}
