import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { wilson } from "../stats/wilson.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { lossByDepth } from "./loss-by-depth.ts";
import { type Tally, tally } from "./tally.ts";

/** Ends of a trial that are in no rate. */
export const UNSCORED = ["failed", "refused", "truncated", "unjudged", "skipped"] as const;

/** Of a row about a length whose curve depth decided. */
const LOST_AT_LENGTH = "unscored by depth at this length";
export const DEPENDS = "depends on depth";

/**
 * Rows "unscored", one a (model, task, status) that occurred: share of all trials asked. Row "unscored by depth",
 * one a (model, task) with any: whether being unscored depends on depth (its p), in which case recall by depth is
 * about the trials that were left; behind it a row a length of which that holds.
 */
export const unscored: Analysis = {
  name: "unscored",
  question: "How many trials could not be scored, and does that depend on depth?",
  run: (trials, options) => {
    const cautions = recordCautions(trials, options);
    const rows = groupBy(contextArm(tally(trials)), ["model", "task"]).flatMap((series) => {
      const rows = [...statusRows(series, options), ...depthRow(series, options)];
      for (const { verdict, group, sentence } of rows)
        if (verdict === DEPENDS && sentence !== undefined)
          cautions.push(`${group.model}, ${group.task}: ${sentence}`);
      return rows;
    });
    return { name: unscored.name, question: unscored.question, rows, cautions };
  },
};

function statusRows(series: readonly Tally[], { level }: AnalysisOptions): Row[] {
  const all = series.reduce((sum, one) => sum + one.scored + one.unscored, 0);
  return UNSCORED.flatMap((status) => {
    const n = series.reduce((sum, one) => sum + (one.statuses[status] ?? 0), 0);
    if (n === 0) return [];
    const estimate = { value: n / all, ...wilson(n, all, level), n: all, method: `Wilson ${percent(level)}` };
    const sentence = `${grouped(n)} of ${grouped(all)} trials were ${status}.`;
    return [
      {
        group: { ...groupOf(series, ["model", "task"]), status },
        name: "unscored",
        estimate,
        unscored: n,
        sentence,
      },
    ];
  });
}

function depthRow(series: readonly Tally[], options: AnalysisOptions): Row[] {
  const placed = series.filter((one) => !Number.isNaN(one.depth));
  const loss = lossByDepth(placed, options);
  if (loss === undefined) return [];
  const { p, depends, sentence } = loss;
  const lost = unscoredOf(series);
  const all = series.reduce((sum, one) => sum + one.scored + one.unscored, 0);
  const method = `Wilson ${percent(options.level)}; p: permutation within documents, the smallest of the lengths that lost trials and of all, after Holm`;
  const lengths = [...new Set(placed.map(({ length }) => length))];
  return [
    {
      group: groupOf(series, ["model", "task"]),
      name: "unscored by depth",
      estimate: { value: lost / all, ...wilson(lost, all, options.level), n: all, method, p },
      unscored: lost,
      verdict: depends ? DEPENDS : "not shown to depend on depth",
      sentence,
    },
    ...lengths
      .filter((length) => loss.distrusts(length))
      .map((length) => {
        const cells = placed.filter((one) => one.length === length);
        const group = groupOf(cells, ["model", "task", "length"]);
        return { group, name: LOST_AT_LENGTH, unscored: unscoredOf(cells), verdict: DEPENDS };
      }),
  ];
}
