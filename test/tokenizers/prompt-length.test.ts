import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { kvRetrieval } from "../../src/tasks/kv-retrieval.ts";
import { needle } from "../../src/tasks/needle.ts";
import { openTokenizer } from "../../src/tokenizers/index.ts";
import type { Tokenizer } from "../../src/tokens.ts";
import type { Cell, Haystack, Sample, Task } from "../../src/types.ts";
import { SHAPES } from "./shapes.ts";

/** Counts that a part without a known neighbour may be too high by: instruction, opening, question, prefix. */
const SEAMS = 6;

describe.each(SHAPES)("a finished prompt, counted with %s", (_, spec) => {
  const opened = openTokenizer(spec);
  const haystack = rememberSegments(haystacks[0] as Haystack);

  it.each([needle, kvRetrieval])(
    "is never longer than asked, and is what the record says: $name",
    async (task: Task) => {
      const tokenizer = await opened;
      const kit = { haystack, tokenizer, prefill: true, needles: runNeedles };
      const request = fc.record({
        contextLength: fc.integer({ min: 1200, max: 4000 }),
        depth: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer({ min: 1, max: 4 }),
      });
      fc.assert(
        fc.property(request, (asked) => {
          const cell: Cell = { ...asked, task: task.name, factors: task.factors };
          const sample = task.build(cell, kit);
          const whole = tokensSent(sample, tokenizer);
          expect(whole + sample.answerBudget).toBeLessThanOrEqual(asked.contextLength);
          expect(sample.promptTokens - whole).toBeGreaterThanOrEqual(0);
          expect(sample.promptTokens - whole).toBeLessThanOrEqual(SEAMS);
        }),
        { seed: 12, numRuns: 25 },
      );
    },
  );
});

/** A template's marks stand between the turns, so nothing joins across them. */
function tokensSent({ messages, answerPrefix = "" }: Sample, { encode, templateTokens }: Tokenizer): number {
  const turns = [...messages.map(({ content }) => content), answerPrefix];
  return turns.reduce((sum, turn) => sum + encode(turn).length, templateTokens);
}
