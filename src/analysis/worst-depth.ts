import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, percent } from "../number-words.ts";
import { recordCautions } from "./cautions.ts";
import { worstDepth } from "./depth-test.ts";
import { distrusted } from "./distrusted.ts";
import { groupBy, groupOf, placedArm, unscoredOf } from "./group.ts";
import { type Tally, tally } from "./tally.ts";
import { alphaOf } from "./verdict.ts";
import { tokens } from "./wording.ts";

/**
 * Rows "worst depth": one a (model, task, length). `group.depth` says where recall is lowest (the first of equals),
 * the estimate how low, its p whether any depth differs at all (max-statistic permutation test within documents).
 */
export const worstDepthAnalysis: Analysis = {
  name: "worst-depth",
  question: "At which depth is least recalled, and do depths differ at all?",
  run: (trials, options) => ({
    name: worstDepthAnalysis.name,
    question: worstDepthAnalysis.question,
    rows: groupBy(placedArm(tally(trials)), ["model", "task"]).flatMap((series) =>
      distrusted(
        groupBy(series, ["length"]).map((cells) => rowOf(cells, options)),
        series,
        options,
      ),
    ),
    cautions: recordCautions(trials, options),
  }),
};

function rowOf(cells: readonly Tally[], options: AnalysisOptions): Row {
  const group = groupOf(cells, ["model", "task", "length"]);
  const unscored = unscoredOf(cells);
  const worst = worstDepth(cells, options);
  if (worst === undefined) return { group, name: "worst depth", unscored };
  const { depth, estimate, depths, p } = worst;
  const differ =
    p <= alphaOf(options)
      ? `Recall depends on depth (${chance(p)})`
      : `No depth is shown to differ from the others (${chance(p)})`;
  const sentence = `${differ}: at ${tokens(Number(group.length))} the lowest of ${depths} is ${percent(estimate.value)} at depth ${depth}.`;
  return {
    group: { ...group, depth },
    name: "worst depth",
    estimate: { ...estimate, p },
    unscored,
    sentence,
  };
}
