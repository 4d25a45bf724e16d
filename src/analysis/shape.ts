import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, grouped, percent } from "../number-words.ts";
import { studentQuantile } from "../stats/student-quantile.ts";
import { type Line, type TwoLines, twoLines } from "../stats/two-lines.ts";
import { recordCautions } from "./cautions.ts";
import { distrusted } from "./distrusted.ts";
import { groupBy, groupOf, placedArm, unscoredOf } from "./group.ts";
import { logisticRows } from "./logistic-rows.ts";
import { observed } from "./observed.ts";
import { type Tally, tally } from "./tally.ts";
import { alphaOf } from "./verdict.ts";
import { points, tokens } from "./wording.ts";

/** Depths from which two lines have a slope each. */
const FEWEST_DEPTHS = 3;

/**
 * Per (model, task, length) rows "difference along the line before" and "... after" the break (recall at the line's
 * end minus recall at its start) and "shape": `U` where the first falls and the second rises, both significantly
 * (an intersection-union test, so no adjustment is due), `inverted U` the other way round, else `no U shown`.
 * Then, per (model, task), the coefficients of `logisticRows`.
 */
export const shape: Analysis = {
  name: "shape",
  question: "Does recall by depth have the shape of a U?",
  run: (trials, options) => ({
    name: shape.name,
    question: shape.question,
    rows: groupBy(placedArm(tally(trials)), ["model", "task"]).flatMap((series) => [
      ...distrusted(
        groupBy(series, ["length"]).flatMap((cells) => lengthRows(cells, options)),
        series,
        options,
      ),
      ...distrusted(logisticRows(series, options), series, options),
    ]),
    cautions: recordCautions(trials, options),
  }),
};

function lengthRows(cells: readonly Tally[], options: AnalysisOptions): Row[] {
  const group = groupOf(cells, ["model", "task", "length"]);
  const unscored = unscoredOf(cells);
  const depths = cells.filter(({ scored }) => scored > 0).map(({ depth }) => depth);
  const lines = twoLines(observed(cells, ({ depth }) => depth));
  const bare = { group, name: "shape", unscored };
  if (lines === undefined) {
    const why =
      depths.length < FEWEST_DEPTHS
        ? `${grouped(depths.length)} of the ${FEWEST_DEPTHS} depths that it takes were scored`
        : "too few documents were scored";
    return [
      {
        ...bare,
        verdict: "not tested",
        sentence: `No test of a U at ${tokens(Number(group.length))}: ${why}.`,
      },
    ];
  }
  const { breakAt, before, after } = lines;
  const [first = 0, last = 0] = [depths[0], depths.at(-1)];
  const n = cells.reduce((sum, { scored }) => sum + scored, 0);
  return [
    row(group, "difference along the line before", before, breakAt - first, { n, unscored, options }),
    row(group, "difference along the line after", after, last - breakAt, { n, unscored, options }),
    {
      ...bare,
      verdict: verdictOf(lines, options),
      sentence: sentenceOf(lines, [first, last], options, { length: Number(group.length), n }),
    },
  ];
}

function row(
  group: Row["group"],
  name: string,
  { slope, error, freedom, p }: Line,
  span: number,
  {
    n,
    unscored,
    options,
  }: { readonly n: number; readonly unscored: number; readonly options: AnalysisOptions },
): Row {
  const reach = -studentQuantile((1 - options.level) / 2, freedom) * error * span;
  const value = slope * span;
  const method = `least squares, errors clustered by document (CR1), t with ${grouped(freedom)} degrees of freedom, ${percent(options.level)}`;
  return {
    group,
    name,
    estimate: { value, low: value - reach, high: value + reach, n, method, p },
    unscored,
  };
}

/** The larger p: both lines must show their direction. */
function shapeP({ before, after }: TwoLines): number {
  return Math.max(before.p, after.p);
}

function verdictOf(lines: TwoLines, { level }: AnalysisOptions): string {
  const { before, after } = lines;
  if (shapeP(lines) > alphaOf({ level }) || before.slope * after.slope >= 0) return "no U shown";
  return before.slope < 0 ? "U" : "inverted U";
}

function sentenceOf(
  lines: TwoLines,
  [first, last]: readonly [number, number],
  options: AnalysisOptions,
  { length, n }: { readonly length: number; readonly n: number },
): string {
  const { breakAt, before, after } = lines;
  const leg = ({ slope, p }: Line, from: number, to: number): string => {
    const change = slope * (to - from);
    const word = Math.round(change * 100) === 0 ? "stays level" : change < 0 ? "falls" : "rises";
    const by = word === "stays level" ? "" : ` by ${points(Math.abs(change))} points`;
    return `${word}${by} from depth ${from} to ${to} (${chance(p)})`;
  };
  const verdict = verdictOf(lines, options);
  const head = { U: "A U", "inverted U": "An inverted U" }[verdict] ?? "No U is shown";
  // Of lines, since a straight one can fall by more points than recall has.
  return `${head} at ${tokens(length)}: of two straight lines through recall (n = ${grouped(n)}), the first ${leg(before, first, breakAt)} and the second ${leg(after, breakAt, last)}.`;
}
