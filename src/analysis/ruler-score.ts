import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import { recordCautions } from "./cautions.ts";
import { ABSOLUTE } from "./effective-length.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type LengthBound, longestHolding } from "./longest-holding.ts";
import { type Tally, tally } from "./tally.ts";
import { weightedMean } from "./weighted-mean.ts";
import { tokens } from "./wording.ts";

/** How RULER weights its lengths, the shortest first (i from 1 of k): all alike, more to the long, more to the short. */
const WEIGHTS = [
  ["mean over lengths", () => 1],
  ["weighted to longer lengths", (i: number) => i],
  ["weighted to shorter lengths", (i: number, k: number) => k + 1 - i],
] as const;

/**
 * RULER's summary (Hsieh et al. 2024, arXiv:2404.06654, table 3): rows of `WEIGHTS`, one each a (model, task) with
 * several lengths: sum of i s_i over sum of i for wAvg(inc), the same from the other end for wAvg(dec). A model with
 * several tasks has them for task "all" too: every task counts alike at each length that all tasks have, and row
 * "absolute (85.6 %)" says up to which length that mean holds.
 */
export const rulerScore: Analysis = {
  name: "ruler-score",
  question: "What is recall over all lengths, and over all tasks, in one number?",
  run: (trials, options) => ({
    name: rulerScore.name,
    question: rulerScore.question,
    rows: groupBy(contextArm(tally(trials)), ["model"]).flatMap((model) => {
      const tasks = groupBy(model, ["task"]);
      const each = tasks.flatMap((series) => weightedRows([series], options));
      return tasks.length < 2
        ? each
        : [...each, ...weightedRows(tasks, options), ...effectiveRow(tasks, options)];
    }),
    cautions: recordCautions(trials, options),
  }),
};

interface AtLength {
  readonly length: number;
  /** One entry a task. */
  readonly tasks: readonly (readonly Tally[])[];
}

/** The lengths at which every task has a scored trial. */
function lengthsOf(tasks: readonly (readonly Tally[])[]): AtLength[] {
  const lengths = [...new Set(tasks.flat().map(({ length }) => length))].sort((a, b) => a - b);
  return lengths
    .map((length) => ({
      length,
      tasks: tasks.map((cells) => cells.filter((cell) => cell.length === length)),
    }))
    .filter((one) => one.tasks.every((cells) => cells.some(({ scored }) => scored > 0)));
}

function weightedRows(tasks: readonly (readonly Tally[])[], options: AnalysisOptions): Row[] {
  const lengths = lengthsOf(tasks);
  if (lengths.length < 2) return [];
  return WEIGHTS.flatMap(([name, weigh]) => {
    const groups = lengths.flatMap((one, i) =>
      one.tasks.map((cells) => ({ weight: weigh(i + 1, lengths.length), cells })),
    );
    const estimate = weightedMean(groups, options);
    return estimate === undefined
      ? []
      : [{ group: groupFor(tasks), name, estimate, unscored: unscoredOf(tasks.flat()) }];
  });
}

function effectiveRow(tasks: readonly (readonly Tally[])[], options: AnalysisOptions): Row[] {
  const lengths = lengthsOf(tasks).flatMap(({ length, tasks: own }): LengthBound[] => {
    const mean = weightedMean(
      own.map((cells) => ({ weight: 1, cells })),
      options,
    );
    return mean === undefined ? [] : [{ length, ...mean }];
  });
  if (lengths.length === 0) return [];
  const { value, low, high, n, verdict, shortest } = longestHolding(lengths, ABSOLUTE);
  const method = `longest length before the first failure; bounds from recall's at ${percent(options.level)}`;
  const sentence =
    value === undefined
      ? `Below ${tokens(shortest)}, the shortest measured: a mean of 85.6 % over ${tasks.length} tasks is not reached there.`
      : `${verdict === "at least" ? "At least " : ""}${tokens(value)}: a mean of 85.6 % over ${tasks.length} tasks is reached at every measured length up to there.`;
  return [
    {
      group: groupFor(tasks),
      name: "absolute (85.6 %)",
      ...(value === undefined ? {} : { estimate: { value, low, high, n, method } }),
      unscored: unscoredOf(tasks.flat()),
      verdict,
      sentence,
    },
  ];
}

function groupFor(tasks: readonly (readonly Tally[])[]): Row["group"] {
  const group = groupOf(tasks.flat(), ["model", "task"]);
  return tasks.length > 1 ? { ...group, task: "all" } : group;
}
