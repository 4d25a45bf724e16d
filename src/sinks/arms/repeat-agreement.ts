import type { ArmAnswers } from "./arm-record.ts";

/** How alike the repeats of a question come out, over the questions that were asked twice or more. */
export interface RepeatAgreement {
  readonly questions: number;
  /** Of two repeats of a question, how often both hit or both miss: the mean over questions. 0..1. */
  readonly pairwise: number;
  /** Share of a question's repeats that come out as most of them do: the mean over questions. 0.5..1. */
  readonly modal: number;
}

/** Undefined where nothing was asked twice. */
export function repeatAgreement(answers: Iterable<ArmAnswers>): RepeatAgreement | undefined {
  let [questions, pairwise, modal] = [0, 0, 0];
  for (const { hits, asked } of answers) {
    if (asked < 2) continue;
    const misses = asked - hits;
    questions++;
    pairwise += (hits * (hits - 1) + misses * (misses - 1)) / (asked * (asked - 1));
    modal += Math.max(hits, misses) / asked;
  }
  return questions === 0
    ? undefined
    : { questions, pairwise: pairwise / questions, modal: modal / questions };
}
