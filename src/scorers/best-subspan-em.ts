import { type Accepted, acceptedList } from "./accepted.ts";
import { normaliseAnswer } from "./normalise-answer.ts";

/**
 * Whether any accepted answer, normalised, stands inside the normalised output: not necessarily as whole words
 * ("art" is in "party"). An answer of articles and punctuation alone normalises to nothing and is in every
 * output: whoever makes a set of questions refuses it.
 *
 * Source: Liu et al. 2023 (lost in the middle), which scores the first line only; see `firstLine`.
 */
export function bestSubspanEm(output: string, answers: Accepted): boolean {
  const text = normaliseAnswer(output);
  return acceptedList(answers).some((answer) => text.includes(normaliseAnswer(answer)));
}
