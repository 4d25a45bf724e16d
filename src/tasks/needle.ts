import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor, questionFactor, valuesFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** One fact at a controlled depth of a haystack, near-duplicates of it at fixed places, one question after it. */
export const needle: Task = {
  name: "needle",
  version: 1,
  summary: "one fact about an invented person, among near-duplicates; question: after, before or both",
  paper: "Kamradt 2023 (needle in a haystack); distractors after Hong et al. 2025 (context rot)",
  usesHaystack: true,
  factors: { distractors: 7, values: "word", question: "after", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork("needle"),
    needles: 1,
    distractors: integerFactor(cell, "distractors", 7, 0),
    values: valuesFactor(cell),
  });
  const [gold] = set.needles;
  const asked = questionFactor(cell);
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  return documentSample(
    {
      cell,
      needles: [gold],
      distractors: set.distractors,
      parts: {
        instruction:
          asked === "after"
            ? "Read the text and answer the question after it."
            : "Read the text to answer this question.",
        question: gold.question,
        asked,
        closedBookInstruction: "Answer the question.",
        ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
      },
    },
    kit,
  );
}
