import type { Estimate, Finding, Row } from "../findings.ts";
import { medianInterval } from "../stats/median-interval.ts";
import { sortedQuantile } from "../stats/sorted-quantile.ts";
import { wilson } from "../stats/wilson.ts";
import type { AnswerDivergence } from "./arms/answer-divergence.ts";
import type { NextTokenDivergence } from "./arms/next-token-divergence.ts";

/** How the answers of one model part between its arms. */
export interface Parting {
  readonly model: string;
  /** What a difference is counted in: the model's tokens, or words where its tokenizer is on a server. */
  readonly counted: "tokens" | "words";
  readonly answers: readonly AnswerDivergence[];
  /** Of the answer's first token; absent where the model's logits cannot be seen. */
  readonly nextToken?: readonly NextTokenDivergence[];
}

/** Names of the rows, which a table shows as columns. */
export const SAME = "answers in the same words";
export const PARTED = "first difference";
export const NEXT_TOKEN = "divergence of the next token";

/** A row a (model, arm, against) and measure, and one a model that says what they mean. */
export function divergenceFinding(all: readonly Parting[]): Finding {
  return {
    name: "opening-divergence",
    question: "How early, and how far, do the answers to two openings part?",
    rows: all.flatMap(({ model, counted, answers, nextToken = [] }) => [
      ...answers.flatMap(({ arm, against, items, partedAt }): readonly Row[] => {
        const group = { model, arm, against };
        const bits = nextToken.find((one) => one.arm === arm && one.against === against)?.bits;
        return [
          ...(items === 0 ? [] : [row(group, SAME, shareOf(items - partedAt.length, items))]),
          ...(partedAt.length === 0 ? [] : [row(group, PARTED, medianOf(partedAt), counted)]),
          ...(bits === undefined ? [] : [row(group, NEXT_TOKEN, bits, "bits")]),
        ];
      }),
      { group: { model }, name: "meaning", unscored: 0, sentence: meaningOf(counted, nextToken.length > 0) },
    ]),
    cautions: [],
  };
}

function row(group: Row["group"], name: string, estimate: Estimate, unit?: string): Row {
  return { group, name, estimate, ...(unit === undefined ? {} : { unit }), unscored: 0 };
}

function shareOf(same: number, items: number): Estimate {
  return { value: same / items, ...wilson(same, items), n: items, method: "Wilson 95 %" };
}

function medianOf(sorted: readonly number[]): Estimate {
  const found = medianInterval(sorted);
  const few = !Number.isFinite(found.low);
  const range = { low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
  return {
    value: sortedQuantile(sorted, 0.5),
    ...(few ? range : found),
    n: sorted.length,
    method: few ? "median, whole range" : "median, binomial interval 95 %",
  };
}

function meaningOf(counted: Parting["counted"], seen: boolean): string {
  const bits = seen
    ? "divergence: Jensen-Shannon, in bits (0 to 1), of what the model would say first"
    : "its logits cannot be seen, so nothing is said of the next token";
  return `${PARTED}: median index, from 0, of the first ${counted === "tokens" ? "token" : "word"} that differs, among answers that do; ${bits}.`;
}
