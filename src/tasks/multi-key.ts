import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { documentSample, factSegment } from "./document.ts";
import { armFactor, integerFactor, valuesFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's multi-key needle: several keys with a value each, one is asked for. */
export const multiKey: Task = {
  name: "multi-key",
  version: 1,
  summary: "several adjective-noun keys with a magic value each, one of them asked for",
  paper: "Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: true,
  factors: { keys: 4, values: "number", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const values = valuesFactor(cell);
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork("multi-key"),
    needles: 1,
    distractors: integerFactor(cell, "keys", 4, 1) - 1,
    values,
    form: "magic-key",
  });
  const [gold] = set.needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  return documentSample(
    {
      cell,
      arm: armFactor(cell),
      needles: [gold],
      decoys: set.distractors.flatMap((other) => other.answers),
      parts: {
        instruction: `Some special magic ${values}s are hidden in the text. Memorize them; one is asked for after it.`,
        question: gold.question,
        closedBookInstruction: "Answer the question.",
        ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
      },
      plantings: [{ segment: factSegment(gold, "needle"), depth: cell.depth }],
      distractors: set.distractors,
    },
    kit,
  );
}
