import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { valuesFactor } from "./factors.ts";

/** RULER's key and value, one key asked for: what `multi-key` and `needle-noise` share. */
export function magicKeySample(cell: Cell, kit: TaskKit, keys: number): Sample {
  const values = valuesFactor(cell);
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork(cell.task),
    needles: 1,
    distractors: keys - 1,
    values,
    form: "magic-key",
  });
  const [gold] = set.needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  return documentSample(
    {
      cell,
      needles: [gold],
      distractors: set.distractors,
      parts: {
        instruction: `Some special magic ${values}s are hidden in the text. Memorize them; one is asked for after it.`,
        question: gold.question,
        closedBookInstruction: "Answer the question.",
        ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
      },
    },
    kit,
  );
}

/** The key of a fact, as its text spells it. */
export function keyOf(needle: Needle): string {
  return needle.subject ?? needle.id;
}
