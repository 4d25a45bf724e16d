import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor, valuesFactor } from "./factors.ts";
import { listed } from "./listing.ts";
import { keyOf } from "./magic-key.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's multi-value needle: one key has several values, all of them are asked for. */
export const multiValue: Task = {
  name: "multi-value",
  version: 1,
  summary: "one adjective-noun key with several magic values, all of them asked for",
  paper: "Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: true,
  factors: { keys: 1, valuesPerKey: 4, values: "number", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const kind = valuesFactor(cell);
  const keys = integerFactor(cell, "keys", 1, 1);
  const perKey = integerFactor(cell, "valuesPerKey", 4, 1);
  const pool = kit.needles.make({
    rng: createRng(cell.seed).fork("multi-value"),
    needles: keys * perKey,
    distractors: 0,
    values: kind,
    form: "magic-key",
  }).needles;
  // Each key takes the values of `perKey` facts; the other facts' keys are not used.
  const facts = pool.map((needle, i): Needle => {
    const key = keyOf(pool[i - (i % perKey)] as Needle);
    return {
      ...needle,
      id: `${key}, ${(i % perKey) + 1}`,
      subject: key,
      text: `One of the special magic ${kind}s for ${key} is: ${needle.answers[0]}.`,
    };
  });
  const needles = facts.slice(0, perKey);
  const key = keyOf(needles[0] as Needle);
  const question = `What are all the special magic ${kind}s for ${key} in the text?`;
  return documentSample(
    {
      cell,
      needles: needles.map((needle) => ({ ...needle, question })),
      distractors: facts.slice(perKey),
      parts: {
        instruction: `Some special magic ${kind}s are hidden in the text. Memorize them; those of one key are asked for after it.`,
        question,
        closedBookInstruction: "Answer the question.",
        answerPrefix: `The special magic ${kind}s for ${key} in the text are:`,
        answer: listed(needles),
      },
    },
    kit,
  );
}
