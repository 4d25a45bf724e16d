import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { recordCautions } from "./cautions.ts";
import { groupBy, groupOf, placedArm, realisedDepth, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";

/** Rows "recall": one a (model, task, length, depth), then one a (model, task, depth) with length "all". */
export const recallByDepth: Analysis = {
  name: "recall-by-depth",
  question: "How does recall change from the start of the context to its end?",
  run: (trials, options) => ({
    name: recallByDepth.name,
    question: recallByDepth.question,
    rows: groupBy(placedArm(tally(trials)), ["model", "task"]).flatMap((series) => [
      ...groupBy(series, ["length", "depth"]).map((cells) => row(cells, {}, options)),
      ...groupBy(series, ["depth"])
        .sort(([a], [b]) => (a?.depth ?? 0) - (b?.depth ?? 0))
        .map((cells) => row(cells, { length: "all" }, options)),
    ]),
    cautions: recordCautions(trials, options),
  }),
};

function row(cells: readonly Tally[], over: Row["group"], options: AnalysisOptions): Row {
  const estimate = recallOf(cells, options);
  return {
    group: {
      ...groupOf(cells, ["model", "task", "length", "depth"]),
      ...realisedDepth(cells),
      ...over,
    },
    name: "recall",
    ...(estimate && { estimate }),
    unscored: unscoredOf(cells),
  };
}
