import { describe, expect, it } from "vitest";
import { lengthAlone } from "../../src/analysis/length-alone.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };
const lengths = [512, 1024, 4096];
const rowsOf = (truth: Truth) => lengthAlone.run(simulateTrials({ lengths, ...truth }), options).rows;

describe("length alone", () => {
  it("is told from position: a middle that sags with length leaves the ends as they are", () => {
    const rows = rowsOf({
      recall: (depth, length) => (length === 4096 && depth > 0.1 && depth < 0.9 ? 0.3 : 0.95),
    });
    expect(rows.map(({ name, group, verdict }) => [group.length, name, verdict])).toEqual([
      [1024, "difference at equal depths", "not shown to differ"],
      [1024, "difference at the ends", "not shown to differ"],
      [4096, "difference at equal depths", "lower"],
      [4096, "difference at the ends", "not shown to differ"],
    ]);
    expect(rows[2]?.sentence).toMatch(
      /^Recall at equal depths at 4,096 tokens is \d+ points lower than that at 512 tokens \(.*, n = 40 documents; p < 0\.001 after Holm over 4 claims\)\.$/,
    );
    expect(rows[2]?.group.against).toBe(512);
  });

  it("compares equal depths only, and no document with another", () => {
    const some = [
      ...simulateTrials({ lengths: [512], depths: [0, 0.5], recall: () => 1 }),
      ...simulateTrials({ lengths: [1024], depths: [0.5, 1], recall: (depth) => Number(depth === 0.5) }),
    ];
    const [equal, ends] = lengthAlone.run(some, options).rows;
    expect(equal?.estimate?.value).toBe(0);
    expect(ends).toMatchObject({ verdict: "not paired" });
    expect(ends?.estimate).toBeUndefined();
    const others = [
      ...simulateTrials({ lengths: [512] }),
      ...simulateTrials({ lengths: [1024], haystack: "other@1" }),
    ];
    expect(lengthAlone.run(others, options).rows.every(({ verdict }) => verdict === "not paired")).toBe(true);
    expect(lengthAlone.run(simulateTrials(), options).rows).toEqual([]);
  });

  it("raises a false alarm in at most 5 % of 500 runs, over all its claims", { tags: "simulation" }, () => {
    const fast = { ...options, bootstrapDraws: 100 };
    const alarms = Array.from({ length: 500 }, (_, run) =>
      lengthAlone.run(
        simulateTrials({
          lengths,
          depths: [0, 0.5, 1],
          documents: 20,
          recall: () => 0.7,
          likeness: 0.4,
          seed: `alone/${run}`,
        }),
        fast,
      ),
    ).filter(({ rows }) => rows.some(({ verdict }) => verdict === "lower" || verdict === "higher"));
    expect(alarms.length).toBeLessThanOrEqual(38);
  });

  it("says which way, counts what was not scored at either length, and keeps tasks apart", () => {
    const trials = ["a", "b"].flatMap((task) =>
      simulateTrials({
        lengths: [512, 2048],
        documents: 20,
        task,
        recall: (_, length) => Number(task === "a" ? length === 2048 : length === 512),
        lost: (depth, length) => Number(depth === 0.5 && (length === 512 || task === "a")),
      }),
    );
    const { rows } = lengthAlone.run(trials, options);
    expect(
      rows.map(({ group, name, verdict, unscored }) => [group.task, group.length, name, verdict, unscored]),
    ).toEqual([
      ["a", 2048, "difference at equal depths", "higher", 40],
      ["a", 2048, "difference at the ends", "higher", 40],
      ["b", 2048, "difference at equal depths", "lower", 20],
      ["b", 2048, "difference at the ends", "lower", 20],
    ]);
    expect(rows[0]?.sentence).toMatch(
      /^Recall at equal depths at 2,048 tokens is 100 points higher than that at 512 tokens/,
    );
  });

  it("takes each depth of a document for its mean, where it was scored at both lengths", () => {
    const trials = simulateTrials({ lengths: [512, 1024], depths: [0, 0.5], documents: 6, recall: () => 1 });
    const changed = [...trials, ...trials].map((trial, i): Trial => {
      const { contextLength, depth, seed } = trial.cell;
      const { score: _, ...rest } = trial;
      if (seed === 1 && depth === 0.5 && contextLength === 512) return { ...rest, status: "failed" };
      if (seed === 2 && depth === 0.5 && contextLength === 1024) return { ...rest, status: "failed" };
      // One of two repeats of the longer length is missed at depth 0.
      const recall = Number(contextLength === 512 || depth === 0.5 || i >= trials.length);
      return { ...trial, score: { recall, found: [recall === 1] } };
    });
    const [row] = lengthAlone.run(changed, options).rows;
    // Two documents by depth 0 alone, four by both.
    expect(row?.estimate?.value).toBeCloseTo((2 * -0.5 + 4 * -0.25) / 6, 12);
    expect(row?.estimate?.n).toBe(6);
  });
});
