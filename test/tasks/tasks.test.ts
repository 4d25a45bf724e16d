import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tasks } from "../../src/tasks/index.ts";
import type { Cell, Factor, Sample, Task, TaskKit } from "../../src/types.ts";
import { plainKit } from "./sources.ts";

/** The whole prompt in tokens, as a model would count it. */
function promptTokens(sample: Sample, { tokenizer }: TaskKit): number {
  const text = sample.messages.map((message) => message.content).join("");
  return tokenizer.templateTokens + tokenizer.count(text) + tokenizer.count(sample.answerPrefix ?? "");
}

const cellOf = (task: Task, contextLength: number, depth: number, seed: number, factors: Record<string, Factor> = {}): Cell => ({
  task: task.name,
  contextLength,
  depth,
  seed,
  factors: { ...task.factors, ...factors },
});

describe.each(tasks.map((task) => [task.name, task] as const))("task %s", (_, task) => {
  const lengths = fc.integer({ min: 300, max: 6000 });
  const depths = fc.double({ min: 0, max: 1, noNaN: true });
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });

  it("keeps to the token budget, counts what it sends, and says where the gold lies", () => {
    fc.assert(
      fc.property(lengths, depths, seeds, (length, depth, seed) => {
        const sample = task.build(cellOf(task, length, depth, seed), plainKit);
        expect(sample.promptTokens).toBe(promptTokens(sample, plainKit));
        expect(sample.promptTokens + sample.answerBudget).toBeLessThanOrEqual(length);
        const content = sample.messages.at(-1)?.content ?? "";
        for (const gold of sample.gold) {
          const needle = sample.needles.find((item) => item.id === gold.needleId);
          const span = content.slice(gold.start, gold.end);
          expect(span).toContain(needle?.answers[0]);
        }
        expect(sample.gold).toHaveLength(sample.needles.length);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it("states every answer exactly once, and each decoy is another value", () => {
    fc.assert(
      fc.property(lengths, depths, seeds, (length, depth, seed) => {
        const sample = task.build(cellOf(task, length, depth, seed), plainKit);
        const content = sample.messages.at(-1)?.content ?? "";
        for (const needle of sample.needles) {
          const answer = needle.answers[0] as string;
          expect(content.split(answer)).toHaveLength(2);
          expect(sample.decoys).not.toContain(answer);
        }
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  it("puts depth 0 first and depth 1 last", () => {
    const first = task.build(cellOf(task, 2000, 0, 5), plainKit);
    const last = task.build(cellOf(task, 2000, 1, 5), plainKit);
    expect(first.gold[0]?.depth).toBe(0);
    expect(last.gold[0]?.depth).toBe(1);
  });

  it("gives no context closed-book and only the gold in the oracle arm", () => {
    const closed = task.build(cellOf(task, 1000, 0.5, 5, { arm: "closed-book" }), plainKit);
    const oracle = task.build(cellOf(task, 1000, 0.5, 5, { arm: "oracle" }), plainKit);
    const answer = closed.needles[0]?.answers[0] as string;
    expect(closed.gold).toEqual([]);
    expect(JSON.stringify(closed.messages)).not.toContain(answer);
    expect(JSON.stringify(oracle.messages)).toContain(answer);
    expect(oracle.contextTokens).toBeLessThan(200);
    for (const decoy of oracle.decoys) expect(JSON.stringify(oracle.messages)).not.toContain(decoy);
  });

  it("scores its own answer 1, a decoy 0 with its name, silence 0", () => {
    const sample = task.build(cellOf(task, 2000, 0.5, 5), plainKit);
    const answers = sample.needles.map((needle) => needle.answers[0]).join(" and ");
    expect(task.score(`It is ${answers}.`, sample).recall).toBe(1);
    const decoy = sample.decoys[0] as string;
    expect(task.score(decoy, sample)).toMatchObject({ recall: 0, decoy });
    expect(task.score("", sample).recall).toBe(0);
  });

  it("refuses a length that its parts do not fit into", () => {
    expect(() => task.build(cellOf(task, 40, 0.5, 5), plainKit)).toThrowError(/fit/);
  });
});

describe("documents of a depth sweep", () => {
  const task = tasks.find((item) => item.name === "needle") as Task;

  it("are filled to 99 % (98 % below 1k), the needle within half a sentence of where it was asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 9000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1e9 }),
        (length, depth, seed) => {
          const sample = task.build(cellOf(task, length, depth, seed), plainKit);
          const used = sample.promptTokens + sample.answerBudget;
          expect(used).toBeGreaterThanOrEqual(Math.floor(length * (length < 1024 ? 0.98 : 0.99)) - 2);
          // The longest sentence of the plain haystack has 27 tokens with its lead.
          const off = Math.abs((sample.gold[0]?.depth as number) - depth) * sample.contextTokens;
          expect(off).toBeLessThanOrEqual(27 / 2 + 1);
        },
      ),
      { seed: 13, numRuns: 120 },
    );
  });

  it("share everything before the shallower needle", () => {
    const text = (depth: number): string =>
      task.build(cellOf(task, 3000, depth, 8), plainKit).messages[0]?.content ?? "";
    const deep = text(0.9);
    const shallow = task.build(cellOf(task, 3000, 0.4, 8), plainKit);
    const start = shallow.gold[0]?.start as number;
    expect(shallow.messages[0]?.content.slice(0, start)).toBe(deep.slice(0, start));
  });
});
