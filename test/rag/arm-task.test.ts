import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { armFinding } from "../../src/rag/arm-finding.ts";
import { armTask, type ContextArm } from "../../src/rag/arm-task.ts";
import { chunkNeedles } from "../../src/rag/chunk-needles.ts";
import { stepTask } from "../../src/rag/step-task.ts";
import { keptAnswers, withPlaceholders, withSteps } from "../../src/rag/with-steps.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { ChunkQuestion, TaskKit } from "../../src/types.ts";
import { madeTrial, right, wrong } from "./made-trials.ts";

const question: ChunkQuestion = {
  id: "q",
  question: "What colour is the lamp?",
  answers: ["teal"],
  ranked: true,
  chunks: ["The lamp is teal.", "The door is green.", "The roof is grey."].map((text, i) => ({
    ...{ id: `c${i + 1}`, text, title: `T${i + 1}`, gold: i === 0 },
  })),
};
const kitOf = (one: ChunkQuestion): TaskKit => ({
  haystack: undefined as never,
  tokenizer: createWordTokenizer(),
  prefill: false,
  needles: chunkNeedles({ name: "own", version: "1", questions: [one], notes: [], flagged: [] }, undefined),
});
const promptOf = (arm: ContextArm, one: ChunkQuestion) =>
  armTask(arm).build(
    { task: `arm:${arm}`, contextLength: 4096, depth: 0, seed: 1, factors: { chunks: 2, arm: "context" } },
    kitOf(one),
  ).messages[0]?.content ?? "";

describe("arms", () => {
  const [made] = withSteps([question], (_, kind, rank) =>
    kind === "summary" ? `summary ${rank}` : rank === 1 ? " It is teal. " : "Nothing.",
  ) as [ChunkQuestion];

  it("hold all chunks, the best, their summaries, or what they say", () => {
    expect(promptOf("full", question)).toMatch(/teal[\s\S]*green[\s\S]*grey/);
    expect(promptOf("top", question)).not.toMatch(/grey/);
    expect(promptOf("summaries", made)).toMatch(
      /Document \[1\]\(Title: T1\) summary 1\nDocument \[2\]\(Title: T2\) summary 2\n/,
    );
    const reduced = promptOf("map-reduce", made);
    expect(reduced).toMatch(/Document \[1\]\(Title: T1\) It is teal\.\n/);
    expect(reduced).not.toMatch(/Nothing/);
  });

  it("are not asked where a summary is missing", () => {
    const [without] = withSteps([question], (_, kind, rank) => (rank === 2 ? "" : `${kind} ${rank}`)) as [
      ChunkQuestion,
    ];
    expect(() => promptOf("summaries", without)).toThrow(/no summary of q, c2; one that was made: it failed/);
    expect(() => promptOf("map-reduce", without)).toThrow(/no partial of q, c2/);
  });

  it("count how often the answer is kept, of the chunks that state it", () => {
    expect(keptAnswers([made], "partial")).toEqual({ made: 1, kept: 1 });
    expect(keptAnswers([made], "summary")).toEqual({ made: 1, kept: 0 });
  });

  it("can be counted before anything is written", () => {
    const [placed] = withPlaceholders([question], 2) as [ChunkQuestion];
    expect(placed.chunks.map(({ summary }) => summary)).toEqual(["The lamp", "The door", "The roof"]);
  });
});

describe("steps", () => {
  const build = (kind: "summary" | "answer", rank: number) =>
    stepTask(kind, rank).build(
      { task: `step:${kind}-${rank}`, contextLength: 512, depth: 0, seed: 1, factors: { tokens: 50 } },
      kitOf(question),
    );

  it("show one chunk; the question only where it is to be answered", () => {
    const summary = build("summary", 2);
    expect(summary.messages[0]?.content).toBe(
      "Summarise the document in at most 30 words. Keep every name, number and date; add nothing.\n\nDocument [1](Title: T2) The door is green.",
    );
    expect(summary.answerBudget).toBe(50);
    expect(build("answer", 1).messages[0]?.content).toMatch(/write "nothing"[\s\S]*teal[\s\S]*What colour/);
    expect(() => build("summary", 4)).toThrow(/q has no chunk of rank 4; chunks: 3/);
  });

  it("are empty or not, never wrong", () => {
    expect(stepTask("summary", 1).score(" ", build("summary", 1)).recall).toBe(0);
    expect(stepTask("summary", 1).score("<think>x</think> A lamp.", build("summary", 1)).recall).toBe(1);
  });
});

describe("context-arms", () => {
  const trials = Array.from({ length: 20 }, (_, seed) => [
    madeTrial({ task: "arm:full", seed, chunks: 2, tokens: 1000, score: right }),
    madeTrial({ task: "arm:top", seed, chunks: 2, tokens: 200, score: seed < 12 ? right : wrong }),
    madeTrial({
      ...{ task: "arm:summaries", seed, chunks: 2, tokens: 80 },
      ...(seed === 19 ? { status: "skipped" as const } : { score: right }),
    }),
    ...[1, 2, 3].map((rank) =>
      madeTrial({
        task: `step:summary-${rank}`,
        seed,
        chunks: 0,
        tokens: 50,
        outputTokens: 10,
        score: right,
      }),
    ),
  ]).flat();
  const prices = {
    usd: ({ generation }: { generation?: { promptTokens?: number } }) =>
      (generation?.promptTokens ?? 0) / 1000,
    asOf: () => undefined,
  };
  const { rows } = armFinding.run(trials, { ...defaultAnalysisOptions, prices });
  const row = (name: string, arm: string) => rows.find((one) => one.name === name && one.group.arm === arm);

  it("pair the questions that every arm scored", () => {
    expect(row("accuracy", "top")?.estimate).toMatchObject({ value: 12 / 19, n: 19 });
    expect(row("accuracy", "top")?.unscored).toBe(1);
    // 2 * scipy.stats.binomtest(0, 7).pvalue
    expect(row("difference to full", "top")?.estimate?.p).toBeCloseTo(2 * 0.015625, 12);
    expect(row("difference to full", "top")?.verdict).toBe("worse");
  });

  it("count what the summaries of the best k took, and of no other chunk", () => {
    expect(row("prompt tokens", "summaries")?.estimate?.value).toBe(80 + 2 * 50);
    expect(row("output tokens", "summaries")?.estimate?.value).toBe(4 + 2 * 10);
    expect(row("USD per 1,000 questions", "summaries")?.estimate?.value).toBeCloseTo(180);
    expect(row("USD per 1,000 questions", "full")?.estimate?.value).toBeCloseTo(1000);
  });

  it("leave a cost unknown where one answer's is", () => {
    const blind = { usd: () => undefined, asOf: () => undefined };
    const found = armFinding.run(trials, { ...defaultAnalysisOptions, prices: blind }).rows;
    expect(found.some(({ name }) => name.startsWith("USD"))).toBe(false);
  });
});
