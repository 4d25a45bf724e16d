import { describe, expect, it } from "vitest";
import { analyses } from "../../src/analysis/index.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import type { Trial } from "../../src/record.ts";
import { rowOf } from "../../src/record-row.ts";
import { madeInput, madeTrial } from "../report/made-input.ts";

const stored = (trials: readonly Trial[]) => {
  const store = createTrialStore();
  for (const trial of trials) store.add(rowOf(trial));
  return store;
};

const VARIANTS: readonly Partial<Trial>[] = [
  { score: { recall: 2 / 3, found: [true, false, true], firstLine: 1 / 3 } },
  { actual: { tokens: 900, goldDepths: [0.1, 0.5, 0.9], tokenizer: "t", estimated: true } },
  { actual: { tokens: 900, goldDepths: [], tokenizer: "t", depthUnknown: true, documents: 20 } },
  { status: "truncated", simulated: true },
  { published: { score: 0.5, raw: "5", ours: 1 } },
  { generation: { finish: { reason: "stop" }, promptTokens: 7, reasoningTokens: 0 } },
];

describe("a trial store", () => {
  it("gives each trial again, but for its id, its prompt, its answer, its times and what was said beside it", () => {
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

  it("goes on with what another one took, as if it had taken that itself", () => {
    const trials = Array.from({ length: 90 }, (_, i) => madeTrial(i, VARIANTS[i % VARIANTS.length]));
    const decoy = (i: number) => ({ score: { recall: 0, found: [false], decoy: `decoy ${i % 5}` } });
    const all = [...trials, ...Array.from({ length: 90 }, (_, i) => madeTrial(90 + i, decoy(i)))];
    const odd = all.filter((_, i) => i % 2 === 1);
    const even = all.filter((_, i) => i % 2 === 0);
    const store = stored(odd);
    store.join(structuredClone(stored(even).taken()));
    expect([...store]).toEqual([...stored([...odd, ...even])]);
    expect(store.length).toBe(180);
    const isMade = ({ status }: { status: string }) => status === "truncated";
    expect([...store.choose(isMade)]).toEqual([...store].filter(isMade));
    for (const trial of even) store.add(rowOf(trial));
    expect([...store].slice(180)).toEqual([...stored(even)]);
  });

  const published = { score: 0.5, raw: "5", ours: 1 };

  // Published trials are told apart by their text, others by their fields first.
  it.each([{ published }, {}])(
    "keeps apart trials that differ in one thing only, and takes alike ones together: %j",
    (own) => {
      const base = madeTrial(0, {
        score: { recall: 1, found: [true] },
        generation: { finish: { reason: "stop" } },
        ...own,
      });
      const { actual, cell, score } = base;
      if (score === undefined) throw new Error("no score");
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
        { score: { ...score, found: [true, true] } },
        { score: { ...score, found: [] } },
        { score: { ...score, firstLine: 0 } },
        { score: { ...score, decoy: "red" } },
        { score: { ...score, decoy: "blue" } },
        { score: { ...score, item: "format/1" } },
        { score: { ...score, judgedBy: "judge, yes-no@1" } },
        { score: { ...score, abstained: true } },
        { score: { ...score, statedIn: 2 } },
        { generation: { finish: { reason: "length" } } },
        { generation: { finish: { reason: "stop", raw: "end_turn" } } },
        { error: { code: "timeout", message: "" } },
        { error: { code: "http", message: "" } },
        { published: { ...published, ours: 0 } },
        ...[{ promptTokens: 0 }, { cachedTokens: 1 }, { outputTokens: 2 }, { reasoningTokens: 3 }].map(
          (told) => ({
            generation: { finish: { reason: "stop" as const }, ...told },
          }),
        ),
      ];
      // Each behind the base: what was met last is what a trial is compared with.
      const trials = [base, ...changes.flatMap((change) => [{ ...base, ...change }, base])];
      const [first, ...rest] = [...stored(trials)];
      changes.forEach((change, i) => {
        expect(rest[2 * i], JSON.stringify(change)).toEqual({ ...first, ...change });
        expect(rest[2 * i + 1], `base behind ${JSON.stringify(change)}`).toEqual(first);
      });
      for (const key of ["score", "generation", "published", "error"] as const) {
        const { [key]: _, ...without } = base;
        const [one] = [...stored([without])];
        expect(Object.keys(one ?? {})).not.toContain(key);
      }
    },
  );

  it("holds more than one block of 65,536 trials, in order, and can be read while it grows", () => {
    const store = createTrialStore();
    const trial = madeTrial(0);
    for (let seed = 0; seed < 65_540; seed++) store.add(rowOf({ ...trial, cell: { ...trial.cell, seed } }));
    expect(store.length).toBe(65_540);
    let next = 0;
    for (const { cell } of store) if (cell.seed === next) next++;
    expect(next).toBe(65_540);
    store.add(rowOf({ ...trial, cell: { ...trial.cell, seed: -1 } }));
    expect([...store].slice(-2).map(({ cell }) => cell.seed)).toEqual([65_539, -1]);
  });
});
