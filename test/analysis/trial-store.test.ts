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
    const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };
    const store = stored(trials);
    for (const analysis of analyses)
      expect(analysis.run(store, options)).toEqual(analysis.run(trials, options));
  });
});
