/** Scripts that put no space between words: a neighbouring letter says nothing there. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Whether a text states an answer: case aside, and not as a part of a longer word or number ("red" is not in
 * "hundred", nor 12 in 1912).
 */
export function standsIn(answer: string, text: string): boolean {
  const wanted = answer.toLowerCase();
  const where = text.toLowerCase();
  for (let at = where.indexOf(wanted); at >= 0 && wanted !== ""; at = where.indexOf(wanted, at + 1))
    if (apart(where[at - 1], wanted[0]) && apart(wanted.at(-1), where[at + wanted.length])) return true;
  return false;
}

function apart(left = "", right = ""): boolean {
  return !WORD.test(left) || !WORD.test(right) || UNSPACED.test(left) || UNSPACED.test(right);
}
