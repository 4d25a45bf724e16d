import type { AnalysisOptions } from "../findings.ts";
import { detectableGap } from "../stats/detectable-gap.ts";
import type { Contrast } from "./contrast.ts";
import { bothEquivalent, type Evidence, hasHole, type Verdict } from "./verdict.ts";
import { between, chance, documents, percent, points, tokens } from "./wording.ts";

/** The numbers that a sentence tells. */
export interface Told {
  readonly length: number;
  readonly first: number;
  readonly middle: number;
  readonly last: number;
  readonly edge: number;
  /** Edge minus middle. */
  readonly gap: Contrast;
  /** What is answered without the context; undefined where that was not asked. */
  readonly closedBook?: number;
}

type Options = Pick<AnalysisOptions, "level" | "margin">;

/** The verdict as a plain sentence with its numbers. */
export function verdictSentence(verdict: Verdict, told: Told, evidence: Evidence, options: Options): string {
  const { length, first, middle, last, edge, gap } = told;
  const at = `at ${tokens(length)}`;
  const n = documents(gap.estimate.n);
  const sure = (one: Contrast): string => between(one.estimate, options.level);
  const zones = `recall is ${percent(first)} at the start, ${percent(middle)} in the middle and ${percent(last)} at the end`;
  const ends = `the ends differ by ${points(Math.abs(evidence.ends.estimate.value))} points (${chance(evidence.ends.p)}, ${n})`;
  switch (verdict) {
    case "lost in the middle":
      return `Lost in the middle ${at}: recall falls from ${percent(edge)} at the edges to ${percent(middle)} in the middle, a gap of ${points(gap.gap.value)} points (${sure(gap)}, ${n}).`;
    case "inverted":
      return `Inverted ${at}: recall rises from ${percent(edge)} at the edges to ${percent(middle)} in the middle, by ${points(-gap.gap.value)} points (the gap's ${sure(gap)}, ${n}).`;
    case "primacy only":
      return `Primacy only ${at}: ${zones}; ${ends}, and only the start is favoured.`;
    case "recency only":
      return `Recency only ${at}: ${zones}; ${ends}, and only the end is favoured.`;
    case "flat":
      return isAtFloor(evidence, told, options)
        ? floorSentence(at, evidence, told)
        : flatSentence(at, n, evidence, told, options);
    case "inconclusive":
      return `Inconclusive ${at}: recall is ${percent(edge)} at the edges and ${percent(middle)} in the middle, a gap of ${points(gap.gap.value)} points (${sure(gap)}, ${n}); ${undecided(told, evidence, options)}.`;
  }
}

/** Where next to nothing is found at any depth, no gap could show: flatness there is no merit. */
export function isAtFloor({ overall }: Evidence, { closedBook = 0 }: Told, { margin }: Options): boolean {
  return overall <= closedBook + margin;
}

function floorSentence(at: string, { overall, worst }: Evidence, { closedBook }: Told): string {
  const recall = overall === 0 ? "0 % at every depth" : `${percent(overall)} over ${worst.depths} depths`;
  const floor = closedBook === undefined ? "" : ` (without the context: ${percent(closedBook)})`;
  return `Flat at the floor ${at}: recall is ${recall}${floor}; where nothing is found, nothing can be said about the middle.`;
}

function flatSentence(
  at: string,
  n: string,
  { primacy, recency }: Evidence,
  told: Told,
  { level, margin }: Options,
): string {
  const twoOneSided = 1 - 2 * (1 - level);
  const [start, end] = [primacy, recency].map(({ gap }) => between(gap.interval(twoOneSided), twoOneSided));
  const recall =
    told.edge === 1 && told.middle === 1
      ? "100 % at the edges and in the middle"
      : `${percent(told.edge)} at the edges and ${percent(told.middle)} in the middle`;
  return `Flat ${at}: recall is ${recall}; start and end are within ${points(margin)} points of the middle (${start} and ${end}, ${n}).`;
}

function undecided(told: Told, evidence: Evidence, options: Options): string {
  const { worst, primacy, recency } = evidence;
  if (bothEquivalent(evidence, options) && hasHole(evidence, options))
    return `the ends are within ${points(options.margin)} points of the middle, but recall drops to ${percent(worst.estimate.value)} at depth ${worst.depth} (${chance(worst.p)})`;
  const alpha = 1 - options.level;
  const shown = [
    { where: "start", ...primacy },
    { where: "end", ...recency },
  ].find((one) => one.adjusted <= alpha);
  if (shown)
    return `the ${shown.where} is ${points(Math.abs(shown.gap.value))} points ${shown.gap.value > 0 ? "above" : "below"} the middle (${chance(shown.adjusted)}), but how the other end compares cannot be told`;
  const smallest = detectableGap({
    n: told.gap.estimate.n,
    deviation: told.gap.gap.deviation,
    level: options.level,
  });
  return `neither a gap nor flatness within ${points(options.margin)} points is shown; the smallest gap that this n finds four times in five is ${points(smallest)} points`;
}
