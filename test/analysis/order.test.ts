import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyses, defaultAnalysisOptions } from "../../src/analysis/index.ts";
import { analyse } from "../../src/cli/analyse.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { edgesAndMiddle, simulateTrials } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 60 };

/** Two models, two tasks, fractions, losses, several settings, depths that are thirds and some that are not known. */
const record: readonly Trial[] = [
  ...simulateTrials({
    lengths: [512, 2048],
    documents: 12,
    recall: edgesAndMiddle(0.9, 0.4),
    lost: () => 0.1,
  }),
  ...simulateTrials({
    task: "many",
    documents: 11,
    needles: 3,
    recall: (depth) => 1 - depth / 2,
    likeness: 0.5,
  }),
  ...simulateTrials({
    model: "simulated:other",
    documents: 12,
    depths: [0, 1 / 3, 2 / 3, 1],
    tokenizer: "bpe",
  }),
  ...simulateTrials({ arm: "closed-book", documents: 5, depths: [0], recall: () => 0.1 }),
  ...simulateTrials({ arm: "oracle", documents: 5, depths: [0], recall: () => 0.9 }),
  ...simulateTrials({ task: "many", documents: 4, taskVersion: 2, needles: 3 }),
  ...simulateTrials({ task: "unplaced", documents: 4 }).map((trial) => ({
    ...trial,
    actual: { ...trial.actual, goldDepths: [], depthUnknown: true as const },
  })),
];

/** What answers can carry beside their recall, and repeats of some questions. */
const rich: readonly Trial[] = record.map((trial, i) => {
  const { score, actual } = trial;
  if (score === undefined) return trial;
  const decoy =
    score.recall < 1 && i % 2 === 0 ? { decoy: ["red", "blue", `green ${i}`][i % 3] as string } : {};
  const spread = actual.goldDepths.map((depth, nth) => Math.min(1, (depth + nth * 0.31) % 1));
  return {
    ...trial,
    actual: { ...actual, goldDepths: spread },
    score: { ...score, firstLine: i % 5 === 0 ? 0 : score.recall, ...decoy },
    generation: { finish: { reason: "stop" as const }, promptTokens: 400 + (i % 7) },
    published: { score: (i % 10) / 9, raw: i % 10, ours: (i % 7) / 6 },
  };
});
const whole = [
  ...rich,
  ...rich.filter((_, i) => i % 3 === 0).map((one, i) => ({ ...one, id: `${one.id}/again ${i}` })),
];

const seeds = fc.integer({ min: 0, max: 1e6 });
const shuffled = (seed: number): Trial[] => createRng(`order/${seed}`).shuffle(whole);

describe("the order of trials, which is chance where several are asked at once,", () => {
  it.each(analyses.map((one) => [one.name, one] as const))("changes nothing of %s", (_, analysis) => {
    expect(analysis.run(whole, options).rows.length).toBeGreaterThan(0);
    const asRecorded = JSON.stringify(analysis.run(whole, options));
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(JSON.stringify(analysis.run(shuffled(seed), options))).toBe(asRecorded);
      }),
      { seed: 8, numRuns: 3 },
    );
  });

  it("is not that of a report, which is the plan's", async () => {
    const plan = {
      models: ["simulated:u", "simulated:other"],
      tasks: ["unplaced", "needle", "many", "needle"].map((name) => ({ name, factors: {} })),
    };
    const findings = await analyse(shuffled(1), { plan });
    const rows = findings.find(({ name }) => name === "recall-by-length")?.rows ?? [];
    expect([...new Set(rows.map(({ group }) => `${group.model} ${group.task}`))]).toEqual([
      "simulated:u unplaced",
      "simulated:u needle",
      "simulated:u many",
      "simulated:other needle",
    ]);
  });
});
