import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { chunkNeedles } from "../../src/rag/chunk-needles.ts";
import { pairFinding } from "../../src/rag/pair-finding.ts";
import { goldPair, pairTask, placesOf } from "../../src/rag/pair-task.ts";
import { syntheticSet } from "../../src/rag/sets/synthetic.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { TaskKit } from "../../src/types.ts";
import { madeTrial, right, wrong } from "./made-trials.ts";

const set = syntheticSet({ hops: 2, questions: 20 });
const kit: TaskKit = {
  haystack: undefined as never,
  tokenizer: createWordTokenizer(),
  prefill: true,
  needles: chunkNeedles(set, undefined),
};

describe("pair tasks", () => {
  it("put the two chunks where they are told, all else equal", () => {
    const at = (depth: number, share: number) => {
      const task = pairTask(share);
      const factors = { chunks: 5, arm: "context" };
      return task.build({ task: task.name, contextLength: 4096, depth, seed: 1_000_000, factors }, kit);
    };
    const order = (depth: number, share: number) =>
      [...(at(depth, share).messages[0]?.content ?? "").matchAll(/^Document \[\d\]\(Title: (.*?)\)/gm)].map(
        ([, title]) => title,
      );
    const ends = order(0, 1);
    const turned = order(1, 0);
    expect([turned[4], turned[0]]).toEqual([ends[0], ends[4]]);
    expect(turned.slice(1, 4)).toEqual(ends.slice(1, 4));
    const together = order(0.5, 0.5);
    expect(together.slice(2, 4)).toEqual([ends[0], ends[4]]);
    expect(at(0, 1).gold).toHaveLength(2);
  });

  it.each([
    [0, 1, 5, [0, 4]],
    [0.5, 0.5, 5, [2, 3]],
    [1, 1, 5, [3, 4]],
    [0, 0, 3, [0, 1]],
  ] as const)("stand at %s and %s of %s chunks", (first, second, k, places) => {
    expect(placesOf(first, second, k)).toEqual(places);
  });

  it("are for two chunks that do not both state the answer", () => {
    const chunk = (id: string, text: string, gold = true) => ({ id, text, gold });
    const question = { id: "q", question: "?", answers: ["teal"], ranked: true };
    const pair = (...chunks: ReturnType<typeof chunk>[]) =>
      goldPair({ ...question, chunks })?.map(({ id }) => id);
    expect(pair(chunk("a", "It is teal."), chunk("b", "That one."))).toEqual(["b", "a"]);
    expect(pair(chunk("a", "teal"), chunk("b", "teal too"))).toBeUndefined();
    expect(pair(chunk("a", "teal"), chunk("b", "grey", false))).toBeUndefined();
    expect(pair(chunk("a", "x"), chunk("b", "y"), chunk("c", "teal"))).toBeUndefined();
  });
});

describe("gold-pairs", () => {
  it("compares one at each end with both in the middle, and counts what has no pair", () => {
    const cells = [0, 0.5, 1].flatMap((depth) => [0, 0.5, 1].map((share) => [depth, share] as const));
    const trials = cells.flatMap(([depth, share]) =>
      Array.from({ length: 40 }, (_, seed) => {
        const middle = depth === 0.5 && share === 0.5;
        const made = { task: `pair:${share}`, depth, seed };
        if (seed === 39) return madeTrial({ ...made, status: "skipped" });
        return madeTrial({ ...made, score: middle && seed < 20 ? wrong : right });
      }),
    );
    const { rows } = pairFinding.run(trials, defaultAnalysisOptions);
    const recall = rows.filter(({ name }) => name === "recall");
    expect(recall).toHaveLength(9);
    expect(recall.every(({ estimate }) => estimate?.n === 39)).toBe(true);
    const middle = recall.find(({ group }) => group.first === 3 && group.second === 3);
    expect(middle?.estimate?.value).toBeCloseTo(19 / 39);
    const contrast = rows.at(-1);
    expect(contrast?.estimate?.value).toBeCloseTo(20 / 39);
    expect(contrast?.verdict).toBe("better");
    expect(contrast?.sentence).toMatch(/1 questions? ha(s|ve) no two such chunks/);
  });

  it("is at the floor, not equal everywhere, where nothing is answered", () => {
    const trials = ["0", "0.5", "1"].flatMap((second) =>
      [0, 0.5, 1].flatMap((depth) =>
        Array.from({ length: 200 }, (_, seed) =>
          madeTrial({ task: `pair:${second}`, depth, seed, score: wrong }),
        ),
      ),
    );
    const contrast = pairFinding.run(trials, defaultAnalysisOptions).rows.at(-1);
    expect(contrast?.verdict).toBe("at the floor");
    expect(contrast?.estimate).toBeUndefined();
    expect(contrast?.sentence).toContain("(5 chunks, 200 questions)");
  });
});
