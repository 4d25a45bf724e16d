import { type Accepted, acceptedList } from "./accepted.ts";
import { normaliseAnswer } from "./normalise-answer.ts";

/**
 * F1 of the words that output and accepted answer share, each as often as both have it, after normalisation; the
 * best over the answers, 0..1. Where either has no word, 1 if both have none, else 0.
 *
 * Source: Rajpurkar et al. 2016 (SQuAD 1.1); the case without words, Rajpurkar et al. 2018 (SQuAD 2.0).
 */
export function tokenF1(output: string, answers: Accepted): number {
  const given = words(output);
  return Math.max(0, ...acceptedList(answers).map((answer) => f1(given, words(answer))));
}

function words(text: string): readonly string[] {
  return normaliseAnswer(text).split(" ").filter(Boolean);
}

function f1(given: readonly string[], wanted: readonly string[]): number {
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of given) {
    const times = left.get(word) ?? 0;
    if (times === 0) continue;
    shared++;
    left.set(word, times - 1);
  }
  return (2 * shared) / (given.length + wanted.length);
}
