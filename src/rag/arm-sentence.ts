import type { ContextArm } from "./arm-task.ts";
import type { DifferenceVerdict, PairedDifference } from "./paired-difference.ts";
import type { Spent } from "./step-spending.ts";

/** One arm on the common questions. */
export interface ArmResult {
  readonly arm: ContextArm;
  readonly hits: readonly boolean[];
  /** A question each, with what was spent on its chunks before. */
  readonly spent: readonly Spent[];
}

export interface ArmDifference extends PairedDifference {
  readonly adjusted: number;
  readonly verdict: DifferenceVerdict;
}

/** What the arms come to, beside the first of them; and the verdict: `better`, `as good`, `worse` or `cannot tell`. */
export function armSentence(
  results: readonly ArmResult[],
  differences: readonly ArmDifference[],
  chunks: number,
  unscored: number,
): { readonly verdict: string; readonly sentence: string } {
  const [first, ...others] = results as [ArmResult, ...ArmResult[]];
  const n = first.hits.length;
  const percent = ({ hits }: ArmResult): string => `${Math.round((100 * hits.filter(Boolean).length) / n)} %`;
  const points = (share: number): string => String(Math.round(100 * share)).replace("-", "\u2212");
  const each = others.map((one, i) => {
    const found = differences[i] as ArmDifference;
    return `${nameOf(one.arm, chunks)} ${percent(one)} (${points(found.value)} points, ${points(found.low)} to ${points(found.high)}, ${found.verdict}; ${tokens(one)})`;
  });
  const left =
    unscored === 0
      ? ""
      : ` ${unscored === 1 ? "1 question is" : `${unscored} questions are`} left out: not every arm was scored.`;
  const sentence = `${nameOf(first.arm, chunks)}: ${percent(first)} of ${n} questions right (${tokens(first)}); ${each.join("; ")}. Tokens are means a question, those of summaries and partial answers counted.${left}`;
  return { verdict: verdictOf(differences), sentence };
}

function verdictOf(differences: readonly ArmDifference[]): string {
  const verdicts = differences.map(({ verdict }) => verdict);
  if (verdicts.length === 0) return "cannot tell";
  if (verdicts.includes("better")) return "less is better";
  if (verdicts.includes("equivalent")) return "less is as good";
  return verdicts.every((verdict) => verdict === "worse") ? "less is worse" : "cannot tell";
}

function nameOf(arm: ContextArm, chunks: number): string {
  switch (arm) {
    case "full":
      return "all chunks";
    case "top":
      return `the best ${chunks}`;
    case "summaries":
      return `summaries of the best ${chunks}`;
    case "map-reduce":
      return `map and reduce over the best ${chunks}`;
  }
}

function tokens({ spent }: ArmResult): string {
  const total = spent.map(({ promptTokens, outputTokens }) =>
    promptTokens === undefined || outputTokens === undefined ? undefined : promptTokens + outputTokens,
  );
  if (total.some((one) => one === undefined)) return "tokens not known";
  const mean = total.reduce<number>((sum, one) => sum + (one ?? 0), 0) / total.length;
  return `${Math.round(mean).toLocaleString("en")} tokens`;
}
