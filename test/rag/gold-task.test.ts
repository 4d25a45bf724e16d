import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { chunkNeedles } from "../../src/rag/chunk-needles.ts";
import { goldFinding } from "../../src/rag/gold-finding.ts";
import { type GoldArm, goldTask } from "../../src/rag/gold-task.ts";
import { statedIn } from "../../src/rag/stated-in.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { ChunkQuestion, Score, TaskKit } from "../../src/types.ts";
import { madeTrial, right, wrong } from "./made-trials.ts";

const question: ChunkQuestion = {
  id: "q",
  question: "What colour is the lamp?",
  answers: ["teal"],
  ranked: true,
  chunks: [
    { id: "a", text: "The lamp is red.", gold: false },
    { id: "b", text: "The lamp is teal.", gold: true },
    { id: "c", text: "Somebody said teal.", gold: false },
    { id: "d", text: "The door is green.", gold: false },
    { id: "e", text: "The roof is grey.", gold: false },
  ],
};
const kitOf = (one: ChunkQuestion): TaskKit => ({
  haystack: undefined as never,
  tokenizer: createWordTokenizer(),
  prefill: false,
  needles: chunkNeedles({ name: "own", version: "1", questions: [one], notes: [], flagged: [] }, undefined),
});
const build = (arm: GoldArm, chunks: number, one = question) =>
  goldTask(arm).build(
    { task: `gold:${arm}`, contextLength: 4096, depth: 0, seed: 1, factors: { chunks, arm: "context" } },
    kitOf(one),
  );

describe("gold tasks", () => {
  it("take out every chunk that states the answer; the next best stand in for them", () => {
    const given = build("given", 3).messages[0]?.content ?? "";
    expect(given).toMatch(/If they do not have the answer, write "not in the documents"/);
    expect(given).toMatch(/Document \[2\]\(Title: \) The lamp is teal\./);
    const withheld = build("withheld", 3);
    const text = withheld.messages[0]?.content ?? "";
    expect(text).not.toMatch(/teal/);
    expect(text.match(/Document \[/g)?.length).toBe(3);
    expect(withheld.gold).toEqual([]);
  });

  it("have nothing to take out where the retriever missed it", () => {
    expect(() => build("withheld", 1)).toThrow(/nothing to take out of q/);
  });

  it.each<[string, GoldArm, Partial<Score>]>([
    ["It is teal.", "given", { recall: 1, found: [true] }],
    ["red", "given", { recall: 0, found: [false], statedIn: 1 }],
    ["The documents do not say.", "given", { recall: 0, abstained: true }],
    ["Not in the documents.", "withheld", { recall: 1, abstained: true }],
    ["The lamp is red.", "withheld", { recall: 0, statedIn: 1 }],
    ["green", "withheld", { recall: 0, statedIn: 2 }],
    ["unknown", "withheld", { recall: 1, abstained: true }],
    ["The Unknown Warrior's blue", "withheld", { recall: 0 }],
    ["", "withheld", { recall: 1, abstained: true }],
    ["teal", "withheld", { recall: 0, found: [true] }],
  ])("%j, %s", (output, arm, expected) => {
    const sample = build(arm, 3);
    const score = goldTask(arm).score(output, sample);
    expect(score).toMatchObject(expected);
    if (!("statedIn" in expected)) expect(score.statedIn).toBeUndefined();
    if (!("abstained" in expected)) expect(score.abstained).toBeUndefined();
  });

  it("trace an answer to one chunk alone", () => {
    const documents = ["The lamp is red.", "The lamp and the door are blue.", "The roof is blue."];
    expect(statedIn("It is red", "Which lamp?", documents)).toBe(1);
    expect(statedIn("blue", "Which lamp?", documents)).toBeUndefined();
    expect(statedIn("the lamp", "Which lamp?", documents)).toBeUndefined();
    expect(statedIn("mauve", "Which lamp?", documents)).toBeUndefined();
  });
});

describe("gold-absent", () => {
  it("parts what was taken out from what was missed, and pairs the same questions", () => {
    const abstained: Score = { recall: 1, found: [false], abstained: true };
    const trials = Array.from({ length: 50 }, (_, seed) => {
      const missed = seed >= 40;
      const given = madeTrial({
        ...{ task: "gold:given", seed, gold: !missed },
        score: missed ? { ...wrong, statedIn: 1 } : right,
      });
      const withheld = madeTrial({
        ...{ task: "gold:withheld", seed, gold: false },
        ...(missed
          ? { status: "skipped" as const }
          : { score: seed < 10 ? abstained : { ...wrong, statedIn: seed < 30 ? 1 : 3 } }),
      });
      return [given, withheld];
    }).flat();
    const { rows } = goldFinding.run(trials, defaultAnalysisOptions);
    const value = (name: string, gold?: string, place?: number) => {
      const found = rows.find(
        (row) =>
          row.name === name && (gold === undefined || row.group.gold === gold) && row.group.place === place,
      );
      return [found?.estimate?.value, found?.estimate?.n, found?.unscored];
    };
    expect(value("false answers", "taken out")).toEqual([0.75, 40, 0]);
    expect(value("false answers", "missed")).toEqual([1, 10, 0]);
    expect(value("right", "given")).toEqual([1, 40, 0]);
    expect(value("needless abstentions", "given")).toEqual([0, 40, 0]);
    expect(value("stated by one chunk", undefined, 1)).toEqual([0.75, 40, 0]);
    const paired = rows.find(({ name }) => name.startsWith("difference"))?.estimate;
    expect(paired?.value).toBe(0.25);
    // scipy.stats.binomtest(0, 10).pvalue
    expect(paired?.p).toBeCloseTo(0.001953125, 12);
    expect(rows.at(-1)?.verdict).toBe("notices");
    expect(rows.at(-1)?.sentence).toMatch(/answers falsely in 75 % .*n = 40.*had missed them: 100 %/);
    expect(rows.at(-1)?.sentence).toMatch(
      /40 of 40 false answers are stated by one chunk alone, most often by that in place 1 \(30\)/,
    );
  });
});
