import { type Accepted, acceptedList } from "./accepted.ts";
import { normaliseAnswer } from "./normalise-answer.ts";

/**
 * Whether the output, normalised, equals an accepted answer, normalised.
 *
 * Source: Rajpurkar et al. 2016 (SQuAD), exact match.
 */
export function exact(output: string, answers: Accepted): boolean {
  const text = normaliseAnswer(output);
  return acceptedList(answers).some((answer) => normaliseAnswer(answer) === text);
}
