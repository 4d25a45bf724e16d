import type { AnalysisOptions } from "../findings.ts";
import { chance, grouped, percent } from "../number-words.ts";
import { detectableGap } from "../stats/detectable-gap.ts";
import { fewestDocuments } from "../stats/fewest-documents.ts";
import type { Evidence } from "./evidence.ts";
import type { Contrast } from "./paired-contrast.ts";
import { alphaOf, bothEquivalent, direction, hasHole, twoOneSided, type Verdict } from "./verdict.ts";
import { documents, points, range, tokens } from "./wording.ts";

/** What a sentence tells beside the evidence. */
export interface Setting extends Pick<AnalysisOptions, "level" | "margin"> {
  /** Asked tokens. */
  readonly length: number;
  /** Recall without the context; undefined where that was not asked. */
  readonly closedBook: number | undefined;
}

/** The verdict as a plain sentence with its numbers. */
export function verdictSentence(
  verdict: Exclude<Verdict, "above its ability">,
  evidence: Evidence,
  setting: Setting,
): string {
  const { first, middle, last, edge, gap, ends } = evidence;
  const at = `at ${tokens(setting.length)}`;
  const [e, m] = [percent(edge.value), percent(middle.value)];
  const sure = `${interval(gap, setting)}, ${documents(gap.estimate.n)}`;
  const zones = `recall is ${percent(first.value)} at the start, ${m} in the middle and ${percent(last.value)} at the end`;
  const apart = `the ends differ by ${points(Math.abs(ends.gap.value))} points (${chance(ends.p)}, ${documents(ends.estimate.n)})`;
  switch (verdict) {
    case "lost in the middle":
      return `Lost in the middle ${at}: recall falls from ${e} at the edges to ${m} in the middle, a gap of ${points(gap.gap.value)} points (${sure}).`;
    case "inverted":
      return `Inverted ${at}: recall rises from ${e} at the edges to ${m} in the middle, a gap of ${points(gap.gap.value)} points (${sure}).`;
    case "primacy only":
      return `Primacy only ${at}: ${zones}; ${apart}, and only the start is favoured.`;
    case "recency only":
      return `Recency only ${at}: ${zones}; ${apart}, and only the end is favoured.`;
    case "flat":
      return flat(evidence, setting);
    case "at the floor":
      return floorSentence(evidence, setting);
    case "inconclusive":
      return `Inconclusive ${at}: a gap of ${points(gap.gap.value)} points (${sure}), from ${e} at the edges to ${m} in the middle; ${undecided(evidence, setting)}.`;
  }
}

/** Where next to nothing is found at any depth, no gap could show: flatness there is no merit. */
export function isAtFloor(
  { overall }: Pick<Evidence, "overall">,
  { closedBook = 0, margin }: Setting,
): boolean {
  return overall.value <= closedBook + margin;
}

export function floorSentence(
  { overall, worst }: Pick<Evidence, "overall" | "worst">,
  { length, closedBook, margin }: Setting,
): string {
  const recall =
    overall.value === 0
      ? `0 % at every depth (n = ${grouped(overall.n)})`
      : `${percent(overall.value)} over ${worst.depths} depths (n = ${grouped(overall.n)})`;
  const without = closedBook === undefined ? "" : ` (without the context: ${percent(closedBook)})`;
  const why =
    closedBook !== undefined && closedBook > margin
      ? "what is answered without the context as well says nothing about the middle"
      : "where nothing is found, nothing can be said about the middle";
  return `At the floor at ${tokens(length)}: recall is ${recall}${without}; ${why}.`;
}

function flat({ edge, middle, primacy, recency }: Evidence, setting: Setting): string {
  const level = twoOneSided(setting);
  const [start, end] = [primacy, recency].map(({ gap }) => range(gap.interval(level)));
  return `Flat at ${tokens(setting.length)}: recall is ${percent(edge.value)} at the edges and ${percent(middle.value)} in the middle; start and end are within ${points(setting.margin)} points of the middle (${percent(level)} intervals ${start} and ${end}, ${documents(primacy.estimate.n)}).`;
}

function undecided(evidence: Evidence, setting: Setting): string {
  const { worst, primacy, recency, gap } = evidence;
  const margin = points(setting.margin);
  if (bothEquivalent(evidence, setting) && hasHole(evidence, setting))
    return `the ends are within ${margin} points of the middle, but recall drops to ${percent(worst.estimate.value)} at depth ${worst.depth} (${chance(worst.p)})`;
  const shown = [
    { where: "start", claim: primacy },
    { where: "end", claim: recency },
  ].find(({ claim }) => direction(claim, setting) !== 0);
  if (shown) {
    const { value } = shown.claim.gap;
    return `the ${shown.where} is ${points(Math.abs(value))} points ${value > 0 ? "above" : "below"} the middle (${chance(shown.claim.adjusted)}), but how the other end compares cannot be told`;
  }
  const { n } = gap.estimate;
  const fewest = fewestDocuments(alphaOf(setting), ENDS);
  if (n < fewest)
    return `this n can show no gap, whatever it is: at least ${fewest} documents are needed, and more to show flatness within ${margin} points`;
  const smallest = detectableGap({ n, deviation: gap.gap.deviation, level: setting.level });
  const found =
    smallest < 1
      ? `the smallest gap that this n finds four times in five is ${points(smallest)} points`
      : "four times in five this n would miss even a whole gap";
  return `neither end is shown to differ from the middle, nor both to be within ${margin} points of it; ${found}`;
}

/** Claims of a verdict that Holm adjusts together: start and end, each against the middle. */
const ENDS = 2;

function interval({ estimate }: Contrast, { level }: Setting): string {
  return `${percent(level)} interval ${range(estimate)}`;
}
