import type { Row } from "../findings.ts";

interface PlaceholderFacts {
  readonly reference: string;
  readonly documents: number;
  readonly margin: number;
}

/** What the differences to the reference come to, in a sentence and a verdict. */
export function placeholderSentence(
  differences: readonly Row[],
  { reference, documents, margin }: PlaceholderFacts,
): { readonly verdict: string; readonly sentence: string } {
  const named = (verdict: string): readonly string[] =>
    differences
      .filter((row) => row.verdict === verdict)
      .map(({ group, estimate }) => pointsOf(group, estimate));
  const [better, worse] = [named("better"), named("worse")];
  const where = `${documents} documents, against ${reference}`;
  const lost = worse.length === 0 ? "" : ` Worse: ${worse.join(", ")}.`;
  if (better.length > 0)
    return { verdict: "helps", sentence: `Better (${where}): ${better.join(", ")}.${lost}` };
  if (worse.length > 0)
    return {
      verdict: "does not help",
      sentence: `No placeholder is shown to help recall (${where}).${lost}`,
    };
  if (differences.length > 0 && differences.every(({ verdict }) => verdict === "equivalent"))
    return {
      verdict: "equivalent",
      sentence: `No placeholder makes a difference to recall: all are within ${Math.round(100 * margin)} points (${where}).`,
    };
  return {
    verdict: "undecided",
    sentence: `Not decided (${where}): no placeholder is shown to help or to harm recall, nor are all shown to be within ${Math.round(100 * margin)} points.`,
  };
}

function pointsOf({ placeholder }: Row["group"], estimate: Row["estimate"]): string {
  const { value = 0, low = 0, high = 0 } = estimate ?? {};
  const round = (share: number): number => Math.round(100 * share);
  return `${placeholder} ${round(value)} points (95 % interval ${round(low)} to ${round(high)})`;
}
