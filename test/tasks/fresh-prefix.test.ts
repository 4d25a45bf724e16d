import { describe, expect, it } from "vitest";
import { FRESH_PREFIX, freshable } from "../../src/tasks/fresh-prefix.ts";
import { tasks } from "../../src/tasks/index.ts";
import { openTokenizer } from "../../src/tokenizers/index.ts";
import { createWordTokenizer, type Tokenizer } from "../../src/tokens.ts";
import type { Sample } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

const LENGTH = 1600;
const openingOf = ({ messages }: Sample): string => messages[0]!.content.slice(0, 9);

function tokensOf({ messages, answerPrefix = "" }: Sample, { count, templateTokens }: Tokenizer): number {
  return messages.reduce((sum, { content }) => sum + count(content) + templateTokens, count(answerPrefix));
}

describe.each(tasks.map((task) => [task.name, task] as const))("task %s with a fresh prefix", (_, task) => {
  const fresh = freshable(task);

  it("begins with what no other cell begins with, the same each time", () => {
    const cells = [0, 0.5, 1].flatMap((depth) =>
      [3, 4].map((seed) => cellOf(task, LENGTH, depth, seed, FRESH_PREFIX)),
    );
    const openings = cells.map((cell) => openingOf(fresh.build(cell, plainKit)));
    expect(new Set(openings).size).toBe(cells.length);
    expect(cells.map((cell) => openingOf(fresh.build(cell, plainKit)))).toEqual(openings);
    for (const opening of openings) expect(opening).toMatch(/^\d{9}$/);
  });

  it.each(["words", "o200k_base"])(
    "keeps to the length, counted by %s, and says where each fact lies",
    async (name) => {
      const tokenizer = name === "words" ? createWordTokenizer() : await openTokenizer(name);
      for (const depth of [0, 0.3, 1]) {
        const cell = cellOf(task, LENGTH, depth, 5, FRESH_PREFIX);
        const sample = fresh.build(cell, { ...plainKit, tokenizer });
        expect(sample.cell).toEqual(cell);
        expect(sample.promptTokens).toBe(tokensOf(sample, tokenizer));
        expect(sample.promptTokens + sample.answerBudget).toBeLessThanOrEqual(LENGTH);
        for (const [i, gold] of sample.gold.entries()) {
          const { content } = sample.messages.at(gold.message ?? -1)!;
          expect(content.slice(gold.start, gold.end)).toContain(sample.needles[i]?.text);
        }
      }
    },
  );

  it("is untouched where the cell does not ask for it", () => {
    const cell = cellOf(task, LENGTH, 0.5, 5);
    expect(fresh.build(cell, plainKit)).toEqual(task.build(cell, plainKit));
  });
});
