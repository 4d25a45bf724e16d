import type { Analysis } from "../findings.ts";
import { recordCautions } from "./cautions.ts";
import { groupOf, placedArm, realisedDepth, realisedLength } from "./group.ts";
import { recallOf } from "./recall.ts";
import { tally } from "./tally.ts";

/** Rows "recall": one a (model, task, length, depth), for the heat map and the curves. */
export const recallByLengthAndDepth: Analysis = {
  name: "recall-by-length-and-depth",
  question: "How much is recalled at each length and depth?",
  run: (trials, options) => ({
    name: recallByLengthAndDepth.name,
    question: recallByLengthAndDepth.question,
    rows: placedArm(tally(trials)).map((cell) => {
      const estimate = recallOf([cell], options);
      return {
        group: {
          ...groupOf([cell], ["model", "task", "length", "depth"]),
          ...realisedDepth([cell]),
          ...realisedLength([cell]),
        },
        name: "recall",
        ...(estimate && { estimate }),
        unscored: cell.unscored,
      };
    }),
    cautions: recordCautions(trials, options),
  }),
};
