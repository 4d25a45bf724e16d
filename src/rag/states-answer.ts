import { standsIn } from "../haystack/stands-in.ts";
import { normaliseAnswer } from "../scorers/normalise-answer.ts";

/** Whether a text states one of the answers, as whole words: as it is written, or without articles and marks. */
export function statesAnswer(text: string, answers: readonly string[]): boolean {
  const bare = ` ${normaliseAnswer(text)} `;
  return answers.some((answer) => standsIn(answer, text) || bare.includes(` ${normaliseAnswer(answer)} `));
}
