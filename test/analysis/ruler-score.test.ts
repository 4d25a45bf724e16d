import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { rulerScore } from "../../src/analysis/ruler-score.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };
const lengths = [4, 8, 16, 32, 64, 128].map((k) => k * 1024);

/** Trials of one depth whose share of hits at each length is exactly the given one. */
function scored(shares: readonly number[], task: string, documents = 1000): Trial[] {
  return simulateTrials({ lengths, depths: [0.5], documents, task }).map((trial) => {
    const share = shares[lengths.indexOf(trial.cell.contextLength)] ?? 0;
    const hit = trial.cell.seed <= Math.round(share * documents);
    return { ...trial, score: { recall: Number(hit), found: [hit] } };
  });
}

describe("RULER's numbers", () => {
  // GPT-4-1106 in table 3 of the paper: 91.6 on average, 89.0 (inc), 94.1 (dec), effective length 64K.
  const gpt4 = [0.966, 0.963, 0.952, 0.932, 0.87, 0.812];

  it("come out as published: averages of a task, and of several with the effective length", () => {
    const near = (shares: readonly number[], by: number) => shares.map((share) => share + by);
    const trials = [...scored(near(gpt4, 0.02), "a"), ...scored(near(gpt4, -0.02), "b")];
    const { rows } = rulerScore.run(trials, options);
    const all = rows.filter(({ group }) => group.task === "all");
    expect(all.map(({ name, estimate }) => [name, Number(estimate?.value.toFixed(3))])).toEqual([
      ["mean over lengths", 0.916],
      ["weighted to longer lengths", 0.89],
      ["weighted to shorter lengths", 0.941],
      ["absolute (85.6 %)", 65536],
    ]);
    expect(all[3]?.sentence).toBe(
      "65,536 tokens: a mean of 85.6 % over 2 tasks is reached at every measured length up to there.",
    );
    const one = rulerScore.run(scored(gpt4, "a"), options).rows;
    expect(one.map(({ estimate }) => Number(estimate?.value.toFixed(3)))).toEqual([0.916, 0.89, 0.941]);
  });

  it("need two lengths, and count lengths that every task has", () => {
    expect(rulerScore.run(simulateTrials(), options).rows).toEqual([]);
    const uneven = [
      ...simulateTrials({ lengths: [512, 1024] }),
      ...simulateTrials({ task: "b", lengths: [1024] }),
    ];
    const rows = rulerScore.run(uneven, options).rows.filter(({ group }) => group.task === "all");
    expect(rows.map(({ name }) => name)).toEqual(["absolute (85.6 %)"]);
  });

  it("have intervals that cover the truth in 92.5 to 97.5 % of 400 runs, documents alike over lengths", {
    tags: "simulation",
  }, () => {
    const truth = (1 * 0.9 + 2 * 0.8 + 3 * 0.6) / 6;
    const covered = Array.from({ length: 400 }, (_, run) => {
      const trials = simulateTrials({
        lengths: [512, 1024, 2048],
        depths: [0, 0.5, 1],
        documents: 40,
        likeness: 0.5,
        recall: (_depth, length) => ({ 512: 0.9, 1024: 0.8 })[length] ?? 0.6,
        seed: `ruler/${run}`,
      });
      const row = rulerScore
        .run(trials, options)
        .rows.find(({ name }) => name === "weighted to longer lengths");
      const { low = 1, high = 0 } = row?.estimate ?? {};
      return low <= truth && truth <= high;
    }).filter(Boolean);
    expect(covered.length / 400).toBeGreaterThanOrEqual(0.925);
    expect(covered.length / 400).toBeLessThanOrEqual(0.975);
  });
});

describe("the score over tasks", () => {
  const half = (truth: Truth): Trial[] =>
    simulateTrials({ depths: [0.5], documents: 10, recall: () => 1, ...truth });
  const all = (trials: readonly Trial[]) =>
    rulerScore.run(trials, options).rows.filter(({ group }) => group.task === "all");
  const lost = (trials: readonly Trial[]): Trial[] =>
    trials.map(({ score: _, ...rest }): Trial => ({ ...rest, status: "failed" }));

  it("is of the lengths at which every task has a score, of one model at a time, marked as its trials are", () => {
    const rows = all([
      ...half({ task: "a", lengths: [4096, 1024, 2048, 512] }),
      ...half({ task: "b", lengths: [512, 1024] }),
      ...lost(half({ task: "b", lengths: [2048] })),
      ...half({ task: "a", model: "other", lengths: [512, 1024], recall: () => 0 }),
    ]);
    expect(rows.map(({ name }) => name)).toEqual([
      "mean over lengths",
      "weighted to longer lengths",
      "weighted to shorter lengths",
      "absolute (85.6 %)",
    ]);
    for (const { group } of rows)
      expect(group).toEqual({ model: "simulated:u", task: "all", simulated: true });
    expect(rows[0]).toMatchObject({ unscored: 10, estimate: { value: 1, n: 40 } });
    expect(rows[3]).toMatchObject({
      verdict: "at least",
      unscored: 10,
      estimate: { value: 1024, low: 0, high: 1024, n: 40 },
      sentence:
        "At least 1,024 tokens: a mean of 85.6 % over 2 tasks is reached at every measured length up to there.",
    });
  });

  it("counts a length where one depth of several was lost, and weighs it by its place among lengths", () => {
    const parts = [512, 1024, 2048].flatMap((length, i) =>
      half({ task: "a", lengths: [length], depths: [0, 1], recall: () => [1, 1, 0][i] ?? 0 }),
    );
    const some = [
      ...parts.map((trial) =>
        trial.cell.contextLength === 1024 && trial.cell.depth === 1 ? (lost([trial])[0] as Trial) : trial,
      ),
    ];
    const values = rulerScore.run(some.toReversed(), options).rows.map(({ estimate }) => estimate?.value);
    expect(values).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(3 / 6, 12), expect.closeTo(5 / 6, 12)]);
  });

  it("says that the shortest length fails, and is nothing where no length is common", () => {
    const low = [..."ab"].flatMap((task) => half({ task, lengths: [512, 1024], recall: () => 0 }));
    const row = all(low).at(-1);
    expect(row).toMatchObject({
      verdict: "below the shortest",
      sentence:
        "Below 512 tokens, the shortest measured: a mean of 85.6 % over 2 tasks is not reached there.",
    });
    expect(row?.estimate).toBeUndefined();
    expect(all([...half({ task: "a", lengths: [512] }), ...half({ task: "b", lengths: [1024] })])).toEqual(
      [],
    );
  });
});
