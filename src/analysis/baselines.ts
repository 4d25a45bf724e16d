import type { Analysis } from "../findings.ts";
import { recordCautions } from "./cautions.ts";
import { groupBy, groupOf, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { tally } from "./tally.ts";

/** Rows "floor" (closed-book) and "ceiling" (gold alone): one each a (model, task) that was asked so. */
export const baselines: Analysis = {
  name: "baselines",
  question: "What is answered without the context, and what with the fact alone?",
  run: (trials, options) => ({
    name: baselines.name,
    question: baselines.question,
    rows: groupBy(
      tally(trials).filter((one) => one.arm !== "context"),
      ["model", "task", "arm"],
    ).map((cells) => {
      const estimate = recallOf(cells, options);
      return {
        group: groupOf(cells, ["model", "task"]),
        name: cells[0]?.arm === "oracle" ? "ceiling" : "floor",
        ...(estimate && { estimate }),
        unscored: unscoredOf(cells),
      };
    }),
    cautions: recordCautions(trials),
  }),
};
