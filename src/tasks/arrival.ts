import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { choiceFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** Where the facts of the probe stand, in their order. */
export const ARRIVAL_PLACES = ["start", "middle", "end"] as const;

/**
 * Not an experiment but the probe before one: a fact as the first, the middle and the last sentence of a document,
 * asked for together or one by one. An answer with all three proves that the whole prompt reached the model.
 */
export const arrival: Task = {
  name: "arrival",
  version: 1,
  summary: "a fact at the start, in the middle and at the end: did the whole prompt arrive?",
  paper: "",
  usesHaystack: true,
  factors: { ask: "all", arm: "context" },
  build,
  score: scoreFound,
};

/** The document is the same whatever is asked, so that a server's prefix cache answers for most of a second look. */
function build(cell: Cell, kit: TaskKit): Sample {
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork("arrival"),
    needles: ARRIVAL_PLACES.length,
    distractors: 0,
    values: "number",
  });
  const ask = choiceFactor(cell, "ask", ["all", ...ARRIVAL_PLACES], "all");
  const asked = set.needles.filter((_, i) => ask === "all" || ARRIVAL_PLACES[i] === ask);
  const sample = documentSample(
    {
      cell: { ...cell, depth: 0 },
      needles: set.needles,
      otherDepths: [0.5, 1],
      distractors: [],
      decoys: [],
      parts: { ...wording(asked), closedBookInstruction: "Answer the question." },
    },
    kit,
  );
  return { ...sample, needles: asked };
}

function wording(asked: readonly Needle[]) {
  const [only, ...others] = asked;
  if (only !== undefined && others.length === 0)
    return {
      instruction: "Read the text and answer the question after it.",
      question: only.question,
      ...(only.answerPrefix === undefined ? {} : { answerPrefix: only.answerPrefix }),
    };
  return {
    instruction: "Read the text and answer the questions after it.",
    question: `Answer each question on a line of its own.\n${lines(asked.map(({ question }) => question))}`,
    answer: lines(asked.map(({ answerPrefix, answers }) => `${answerPrefix ?? ""} ${answers[0]}`)),
  };
}

function lines(list: readonly string[]): string {
  return list.map((line, i) => `${i + 1}. ${line}`).join("\n");
}
