import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor, valuesFactor } from "./factors.ts";
import { inWords, listed } from "./listing.ts";
import { keyOf } from "./magic-key.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's multi-query needle: several keys with a value each, several of them are asked for at once. */
export const multiQuery: Task = {
  name: "multi-query",
  version: 1,
  summary: "several adjective-noun keys with a magic value each, several asked for at once",
  paper: "Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: true,
  factors: { keys: 4, queries: 4, values: "number", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const kind = valuesFactor(cell);
  const rng = createRng(cell.seed).fork("multi-query");
  const queries = integerFactor(cell, "queries", 4, 1);
  const { needles, distractors } = kit.needles.make({
    rng,
    needles: queries,
    // As in RULER, there are never fewer keys than questions.
    distractors: Math.max(0, integerFactor(cell, "keys", 4, 1) - queries),
    values: kind,
    form: "magic-key",
  });
  const keys = inWords(rng.fork("questions").shuffle(needles).map(keyOf));
  return documentSample(
    {
      cell,
      needles,
      distractors,
      parts: {
        instruction: `Some special magic ${kind}s are hidden in the text. Memorize them; several are asked for after it.`,
        question: `What are all the special magic ${kind}s for ${keys} in the text?`,
        closedBookInstruction: "Answer the question.",
        answerPrefix: `The special magic ${kind}s for ${keys} in the text are:`,
        answer: listed(needles),
      },
    },
    kit,
  );
}
