import type { AnalysisOptions, Row } from "../findings.ts";
import { chance, percent } from "../number-words.ts";
import { detectableGap } from "../stats/detectable-gap.ts";
import { equivalenceP } from "../stats/equivalence-p.ts";
import { fewestDocuments } from "../stats/fewest-documents.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import type { CommonCell } from "./common-cells.ts";
import { type Contrast, pairedContrast } from "./paired-contrast.ts";
import { alphaOf, twoOneSided } from "./verdict.ts";
import { documents, points, range } from "./wording.ts";
import type { ZoneSum } from "./zones.ts";

type Comparative = "better" | "worse" | "equivalent" | "not shown to differ";

/** One side against another, by the cells of one group: what is to be claimed. */
export interface Match {
  readonly first: number;
  readonly second: number;
  readonly cells: readonly CommonCell[];
}

/** A match with its answer. */
export interface PairedClaim extends Match {
  readonly contrast: Contrast;
  readonly recalls: readonly [number, number];
  /** Cells a document, on average. */
  readonly cellsEach: number;
  /** Of a difference, after Holm over the family. */
  readonly adjusted: number;
  /** Of two one-sided tests, after Holm over the same family. */
  readonly equivalence: number;
  readonly family: number;
  readonly verdict: Comparative;
}

/**
 * Claims of one family: Holm over all that can be made, differences among themselves and equivalences among themselves.
 * Cells count where every side has a scored trial.
 */
export function pairedClaims(matches: readonly Match[], options: AnalysisOptions): PairedClaim[] {
  const found = matches.flatMap((match) => {
    const pairs = pairsOf(match);
    const contrast = pairedContrast(pairs, options);
    const mean = (side: 0 | 1): number => share(pairs.map((pair) => pair[side]));
    const cellsEach = pairs.reduce((sum, [{ scored }]) => sum + scored, 0) / pairs.length;
    return contrast === undefined
      ? []
      : [{ ...match, contrast, recalls: [mean(0), mean(1)] as const, cellsEach }];
  });
  const adjusted = holm(found.map(({ contrast }) => contrast.p));
  const close = holm(found.map(({ contrast }) => equivalenceP(contrast.gap.interval, options.margin)));
  return found.map((one, i) => {
    const p = { adjusted: adjusted[i] ?? 1, equivalence: close[i] ?? 1 };
    return { ...one, ...p, family: found.length, verdict: verdictOf(one.contrast, p, options) };
  });
}

export function isScored({ sides }: CommonCell): boolean {
  return sides.every(({ scored }) => scored > 0);
}

/** A document's recall on either side: the mean over its cells, each cell the mean of its repeats. */
function pairsOf({ first, second, cells }: Match): (readonly [ZoneSum, ZoneSum])[] {
  const pairs = new Map<string, [ZoneSum, ZoneSum]>();
  for (const cell of cells.filter(isScored)) {
    const [a, b] = pairs.get(cell.document) ?? [NONE, NONE];
    pairs.set(cell.document, [add(a, cell.sides[first]), add(b, cell.sides[second])]);
  }
  return [...pairs.values()];
}

const NONE: ZoneSum = { recall: 0, scored: 0 };

function add(sum: ZoneSum, { recall, scored }: ZoneSum = NONE): ZoneSum {
  return { recall: sum.recall + recall / scored, scored: sum.scored + 1 };
}

/** Mean over documents, as the difference is. */
function share(sums: readonly ZoneSum[]): number {
  return sums.reduce((sum, one) => sum + one.recall / one.scored, 0) / sums.length;
}

function verdictOf(
  { gap }: Contrast,
  { adjusted, equivalence }: Pick<PairedClaim, "adjusted" | "equivalence">,
  options: AnalysisOptions,
): Comparative {
  const alpha = alphaOf(options);
  if (adjusted <= alpha && gap.value !== 0) return gap.value > 0 ? "better" : "worse";
  return equivalence <= alpha ? "equivalent" : "not shown to differ";
}

/** The estimate of a claim's row: the paired difference with its adjusted p. */
export function estimateOf({ contrast, adjusted, family }: PairedClaim): NonNullable<Row["estimate"]> {
  const { estimate, test } = contrast;
  return { ...estimate, method: `${estimate.method}; p: ${test}${holmOver(family)}`, p: adjusted };
}

/** "A is better than B (needle): ..." with its numbers; `where` names task, length and depth. */
export function claimSentence(
  claim: PairedClaim,
  names: readonly string[],
  where: string,
  { level, margin }: AnalysisOptions,
): string {
  const { contrast, recalls, verdict, adjusted, equivalence, family } = claim;
  const [a, b] = [names[claim.first], names[claim.second]];
  const numbers = `${percent(recalls[0])} against ${percent(recalls[1])}, a difference of ${points(contrast.gap.value)} points (${percent(level)} interval ${range(contrast.estimate)}, ${documents(contrast.estimate.n)}`;
  const counted = family > 1 ? ` after Holm over ${family} claims` : "";
  const after = `${chance(adjusted)}${counted}`;
  switch (verdict) {
    case "better":
      return `${a} recalls more than ${b} ${where}: ${numbers}; ${after}).`;
    case "worse":
      return `${a} recalls less than ${b} ${where}: ${numbers}; ${after}).`;
    case "equivalent":
      return `${a} and ${b} recall the same ${where}, within ${points(margin)} points: ${numbers}; ${percent(twoOneSided({ level, margin }))} interval ${range(contrast.gap.interval(twoOneSided({ level, margin })))}; ${chance(equivalence)}${counted}).`;
    case "not shown to differ": {
      const { n } = contrast.estimate;
      const start = `${a} and ${b} are not shown to differ ${where}, nor to be within ${points(margin)} points: ${numbers}; ${after})`;
      const fewest = fewestDocuments(alphaOf({ level }), family);
      if (n < fewest)
        return `${start}; this n can show no difference, whatever it is: at least ${fewest} documents are needed.`;
      const smallest = detectableGap({
        n,
        deviation: contrast.gap.deviation,
        answers: claim.cellsEach,
        level: 1 - alphaOf({ level }) / family,
      });
      return `${start}; the smallest difference that this n finds four times in five is ${points(smallest)} points.`;
    }
  }
}
