import { firstLine } from "../scorers/first-line.ts";
import { normaliseAnswer } from "../scorers/normalise-answer.ts";

/** Words beyond those of the question up to which an answer can be traced; a longer one says more than a fact. */
const MOST_WORDS = 12;

/**
 * Place, from 1, of the one document that states an answer: its first line's words that the question does not have
 * all stand there, as whole words. Undefined where no document or several have them all, where nothing is left of
 * the answer, and where it is too long to be one fact.
 */
export function statedIn(output: string, question: string, documents: readonly string[]): number | undefined {
  const asked = wordsOf(question);
  const said = [...wordsOf(firstLine(output))].filter((word) => !asked.has(word) && !FRAME.has(word));
  if (said.length === 0 || said.length > MOST_WORDS) return undefined;
  const places = documents.flatMap((document, i) => {
    const own = wordsOf(document);
    return said.every((word) => own.has(word)) ? [i + 1] : [];
  });
  return places.length === 1 ? places[0] : undefined;
}

/** Words with which an answer is put, not what it says. */
const FRAME: ReadonlySet<string> = new Set("is was are were it its of in to that this answer".split(" "));

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(normaliseAnswer(text).split(" ").filter(Boolean));
}
