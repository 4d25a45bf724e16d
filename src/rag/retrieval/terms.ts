/** Scripts that put no space between words: a character is a term there. */
const TERM =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}])+/gu;

/** Lucene's English stop words; they find nothing and take most of the time. */
const STOP_WORDS = new Set(
  (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they " +
    "this to was will with"
  ).split(" "),
);

/** What a text is found by: its words in lower case, without English stop words; no word is cut to its stem. */
export function termsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(TERM) ?? []).filter((term) => !STOP_WORDS.has(term));
}
