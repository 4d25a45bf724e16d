import { normaliseAnswer } from "./normalise-answer.ts";

/** Words that say nothing of what a sentence states; English, as the published needles are. */
const FUNCTION_WORDS = new Set(
  (
    "i you he she it we they me him her us them my your his its our their this that these those which who whom " +
    "what is are was were be been being am do does did have has had will would can could should may might must " +
    "of in on at by for with to from into as and or but if than then so not no when where how why also"
  ).split(" "),
);

/**
 * Share of a needle's content words that stand in the output, 0..1: how much of a sentence was given back where the
 * answer is in nobody's list. Words are compared as `normaliseAnswer` leaves them; a needle of function words alone
 * is compared by these. It counts words and understands none: a paraphrase is undervalued, a denial that repeats
 * the needle is not seen.
 *
 * Source: the recall of ROUGE-1 (Lin 2004, Text Summarization Branches Out) over distinct content words.
 */
export function contentOverlap(output: string, needle: string): number {
  const words = [...new Set(wordsOf(needle))];
  const content = words.filter((word) => !FUNCTION_WORDS.has(word));
  const wanted = content.length > 0 ? content : words;
  if (wanted.length === 0) return 0;
  const said = new Set(wordsOf(output));
  return wanted.filter((word) => said.has(word)).length / wanted.length;
}

function wordsOf(text: string): readonly string[] {
  return normaliseAnswer(text)
    .split(" ")
    .filter((word) => word !== "");
}
