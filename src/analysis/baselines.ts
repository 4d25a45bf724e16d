import type { Analysis } from "../findings.ts";
import { hasFloor } from "./ability.ts";
import { recordCautions } from "./cautions.ts";
import { groupBy, groupOf, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";

/**
 * Rows "floor" (closed-book; "without context" where that is no floor, as in abstention) and "ceiling" (gold alone):
 * one each a (model, task) that was asked so.
 */
export const baselines: Analysis = {
  name: "baselines",
  question: "What is answered without the context, and what with the fact alone?",
  // These arms are asked of a number of documents that is fixed beforehand, whatever ends the context arm.
  run: (trials, { untilDecided: _, ...options }) => ({
    name: baselines.name,
    question: baselines.question,
    rows: groupBy(
      tally(trials).filter((one) => one.arm !== "context"),
      ["model", "task", "arm"],
    ).map((cells) => {
      const estimate = recallOf(cells, options);
      return {
        group: groupOf(cells, ["model", "task"]),
        name: nameOf(cells),
        ...(estimate && { estimate }),
        unscored: unscoredOf(cells),
      };
    }),
    cautions: recordCautions(trials),
  }),
};

function nameOf([one]: readonly Tally[]): string {
  if (one?.arm === "oracle") return "ceiling";
  return hasFloor(one?.task ?? "") ? "floor" : "without context";
}
