import { type Accepted, acceptedList } from "./accepted.ts";

export interface LabelQuestion {
  readonly question: string;
  /** Every label the task knows. */
  readonly labels: readonly string[];
  readonly targets: Accepted;
}

/**
 * Whether the labels that the output names are exactly the targets: none missing, none besides. Of the output
 * counts, in lower case, what stands before the first full stop and before `<context>` or `<example>`; labels
 * that the question names never count. A label is named where its letters stand, also inside a word ("bed" in
 * "bedroom"): no label of a task should be part of another.
 *
 * Source: Kuratov et al. 2024 (BABILong).
 */
export function labelSet(output: string, { question, labels, targets }: LabelQuestion): boolean {
  const [answer = ""] = output.toLowerCase().split(/\.|<context>|<example>/, 1);
  const asked = question.toLowerCase();
  const named = new Set(
    labels
      .map((label) => label.toLowerCase())
      .filter((label) => answer.includes(label) && !asked.includes(label)),
  );
  const wanted = new Set(acceptedList(targets).map((target) => target.toLowerCase()));
  return named.size === wanted.size && [...wanted].every((target) => named.has(target));
}
