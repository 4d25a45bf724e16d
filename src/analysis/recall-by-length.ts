import type { Analysis } from "../findings.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, realisedLength, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { tally } from "./tally.ts";

/** Rows "recall": one a (model, task, length), all depths together. */
export const recallByLength: Analysis = {
  name: "recall-by-length",
  question: "How does recall change with the length of the context?",
  run: (trials, options) => ({
    name: recallByLength.name,
    question: recallByLength.question,
    rows: groupBy(contextArm(tally(trials)), ["model", "task", "length"]).map((cells) => {
      const estimate = recallOf(cells, options);
      return {
        group: { ...groupOf(cells, ["model", "task", "length"]), ...realisedLength(cells) },
        name: "recall",
        ...(estimate && { estimate }),
        unscored: unscoredOf(cells),
      };
    }),
    cautions: recordCautions(trials, options),
  }),
};
