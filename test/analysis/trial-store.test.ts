import { describe, expect, it } from "vitest";
import { analyses } from "../../src/analysis/index.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import type { Trial } from "../../src/record.ts";
import { madeInput, madeTrial } from "../report/made-input.ts";

const stored = (trials: readonly Trial[]) => {
  const store = createTrialStore();
  for (const trial of trials) store.add(trial);
  return store;
};

const VARIANTS: readonly Partial<Trial>[] = [
  { score: { recall: 2 / 3, found: [true, false, true], firstLine: 1 / 3 } },
  { actual: { tokens: 900, goldDepths: [0.1, 0.5, 0.9], tokenizer: "t", estimated: true } },
  { actual: { tokens: 900, goldDepths: [], tokenizer: "t", depthUnknown: true, documents: 20 } },
  { status: "truncated", simulated: true },
  { published: { score: 0.5, raw: "5", ours: 1 } },
  { generation: { finish: { reason: "stop" }, promptTokens: 7, reasoningTokens: 0, totalMs: 1.25 } },
];

describe("a trial store", () => {
  it("gives each trial again, but for its id, its prompt, its answer and what was said beside it", () => {
    const trials = VARIANTS.map((change, i) => madeTrial(i, change));
    const kept = trials.map(({ output: _, error, ...trial }) => ({
      ...trial,
      id: "",
      promptSha256: "",
      startedAt: "",
      warnings: [],
      ...(error && { error: { code: error.code, message: "" } }),
    }));
    expect([...stored(trials)]).toEqual(kept);
    expect(stored(trials).length).toBe(trials.length);
  });

  it("gives every analysis the numbers that the trials themselves give", () => {
    const trials = [...madeInput(1320).trials, ...VARIANTS.map((change, i) => madeTrial(2000 + i, change))];
    const options = { ...defaultAnalysisOptions, bootstrapDraws: 60 };
    const store = stored(trials);
    for (const analysis of analyses)
      expect(analysis.run(store, options)).toEqual(analysis.run(trials, options));
  });

  it("keeps apart trials that differ in one thing only, and takes alike ones together", () => {
    const base = madeTrial(0, {
      score: { recall: 1, found: [true] },
      generation: { finish: { reason: "stop" } },
      published: { score: 0.5, raw: "5", ours: 1 },
    });
    const { actual, cell, score, published } = base;
    if (score === undefined || published === undefined) throw new Error("no score");
    const changes: readonly Partial<Trial>[] = [
      { model: "other" },
      { task: "other" },
      { taskVersion: 2 },
      { haystack: "other@1" },
      { status: "refused" },
      { attempts: 2 },
      { simulated: true },
      { cell: { ...cell, task: "other" } },
      { cell: { ...cell, factors: { distractors: 5 } } },
      { actual: { ...actual, tokenizer: "other" } },
      { actual: { ...actual, estimated: true } },
      { actual: { ...actual, depthUnknown: true } },
      { actual: { ...actual, documents: 0 } },
      { actual: { ...actual, goldDepths: [0.1, 0.2] } },
      { actual: { ...actual, goldDepths: [0.2, 0.1] } },
      { actual: { ...actual, goldDepths: [] } },
      { score: { ...score, found: [false] } },
      { score: { ...score, firstLine: 0 } },
      { score: { ...score, decoy: "red" } },
      { score: { ...score, decoy: "blue" } },
      { generation: { finish: { reason: "length" } } },
      { error: { code: "timeout", message: "" } },
      { error: { code: "http", message: "" } },
      { published: { ...published, ours: 0 } },
      ...[{ promptTokens: 0 }, { cachedTokens: 1 }, { outputTokens: 2 }, { reasoningTokens: 3 }].map(
        (told) => ({
          generation: { finish: { reason: "stop" as const }, ...told },
        }),
      ),
      ...[{ prefillMs: 4.5 }, { totalMs: 5.25 }].map((told) => ({
        generation: { finish: { reason: "stop" as const }, ...told },
      })),
    ];
    const trials = [base, ...changes.map((change) => ({ ...base, ...change })), base];
    const [first, ...rest] = [...stored(trials)];
    expect(rest.at(-1)).toEqual(first);
    changes.forEach((change, i) => {
      expect(rest[i], JSON.stringify(change)).toEqual({ ...first, ...change });
    });
    for (const key of ["score", "generation", "published", "error"] as const) {
      const { [key]: _, ...without } = base;
      const [one] = [...stored([without])];
      expect(Object.keys(one ?? {})).not.toContain(key);
    }
  });

  it("holds more than one block of 65,536 trials, in order, and can be read while it grows", () => {
    const store = createTrialStore();
    const trial = madeTrial(0);
    for (let seed = 0; seed < 65_540; seed++) store.add({ ...trial, cell: { ...trial.cell, seed } });
    expect(store.length).toBe(65_540);
    let next = 0;
    for (const { cell } of store) if (cell.seed === next) next++;
    expect(next).toBe(65_540);
    store.add({ ...trial, cell: { ...trial.cell, seed: -1 } });
    expect([...store].slice(-2).map(({ cell }) => cell.seed)).toEqual([65_539, -1]);
  });
});
