import { describe, expect, it } from "vitest";
import { lengthAlone } from "../../src/analysis/length-alone.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
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
});
