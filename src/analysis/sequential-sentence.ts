import type { Estimate } from "../findings.ts";
import { percent } from "../number-words.ts";
import { signLevel } from "./sequential-claims.ts";
import type { SequentialOptions, WholeSequentialEvidence } from "./sequential-evidence.ts";
import { documents, points, range, tokens } from "./wording.ts";

/** The verdict of a run that stopped by its results, as a plain sentence that says so. */
export function sequentialSentence(
  evidence: WholeSequentialEvidence,
  length: number,
  { level, margin, untilDecided: { error } }: SequentialOptions,
): string {
  const { verdict, first, middle, last, edge, gap, primacy, recency } = evidence;
  const sure = (name: number, one: Estimate): string =>
    `${percent(name)} confidence sequence ${range(one)}, ${documents(one.n)}`;
  const [e, m] = [percent(edge.value), percent(middle.value)];
  const at = `at ${tokens(length)}`;
  const how = `documents were added until this was decided, with a chance of error of at most ${percent(error)}`;
  const signs = signLevel(error);
  const zones = `recall is ${percent(first.value)} at the start, ${m} in the middle and ${percent(last.value)} at the end`;
  const ends = `start minus middle ${sure(signs, primacy)}; end minus middle ${range(recency)}`;
  const fall = `a gap of ${points(gap.value)} points (${sure(level, gap)})`;
  switch (verdict) {
    case "lost in the middle":
      return `Lost in the middle ${at}: recall falls from ${e} at the edges to ${m} in the middle, ${fall}; ${how}.`;
    case "inverted":
      return `Inverted ${at}: recall rises from ${e} at the edges to ${m} in the middle, ${fall}; ${how}.`;
    case "primacy only":
      return `Primacy only ${at}: ${zones} (${ends}), and only the start is favoured; ${how}.`;
    case "recency only":
      return `Recency only ${at}: ${zones} (${ends}), and only the end is favoured; ${how}.`;
    case "flat":
      return `Flat ${at}: recall is ${e} at the edges and ${m} in the middle; start and end are shown to be within ${points(margin)} points of the middle (${documents(gap.n)}); ${how}.`;
    case "inconclusive":
      return `Inconclusive ${at}: recall is ${e} at the edges and ${m} in the middle, ${fall}; no verdict is shown with a chance of error of at most ${percent(error)}, and more documents may decide it.`;
  }
}
