import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor, valuesFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** Several facts of one document, all asked for at once. */
export const multiNeedle: Task = {
  name: "multi-needle",
  version: 1,
  summary: "several facts about invented people, all of them asked for",
  paper: "Martin 2024 (LangChain, multi needle in a haystack)",
  usesHaystack: true,
  factors: { needles: 5, distractors: 5, values: "word", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const rng = createRng(cell.seed).fork("multi-needle");
  const { needles, distractors } = kit.needles.make({
    rng,
    needles: integerFactor(cell, "needles", 5, 1),
    distractors: integerFactor(cell, "distractors", 5, 0),
    values: valuesFactor(cell),
  });
  // The tracked fact is not always the first that is asked for.
  const asked = rng.fork("questions").shuffle(needles);
  const numbered = (lines: readonly string[]): string =>
    lines.map((line, i) => `${i + 1}. ${line}`).join("\n");
  const opening = asked[0]?.answerPrefix;
  return documentSample(
    {
      cell,
      needles,
      distractors,
      parts: {
        instruction: "Read the text and answer the questions after it.",
        question: `Answer each question on a line of its own.\n${numbered(asked.map((needle) => needle.question))}`,
        closedBookInstruction: "Answer the questions.",
        answer: numbered(asked.map(({ answerPrefix, answers }) => `${answerPrefix ?? ""} ${answers[0]}`)),
        ...(opening === undefined ? {} : { answerPrefix: numbered([opening]) }),
      },
    },
    kit,
  );
}
