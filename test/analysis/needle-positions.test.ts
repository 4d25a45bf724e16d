import { describe, expect, it } from "vitest";
import { needlePositions } from "../../src/analysis/needle-positions.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };

/** Four needles a context at depths of their own; `recall` by the depth of each, some luck shared by document. */
function spread(recall: (depth: number) => number, seed: string, documents = 40): Trial[] {
  const rng = createRng(seed);
  return simulateTrials({ depths: [0.5], documents, needles: 4 }).map((trial) => {
    const luck = rng.float();
    const goldDepths = Array.from({ length: 4 }, () => rng.float());
    const found = goldDepths.map((depth) => (rng.float() < 0.5 ? luck : rng.float()) < recall(depth));
    return {
      ...trial,
      actual: { ...trial.actual, goldDepths },
      score: { recall: found.filter(Boolean).length / 4, found },
    };
  });
}

describe("needles of one context", () => {
  it("are counted where each stands, not where the first was asked to", () => {
    const { rows } = needlePositions.run(
      spread((depth) => Number(depth < 0.3 || depth >= 0.7), "holes"),
      options,
    );
    const bins = rows.filter(({ name }) => name === "needle recall");
    expect(bins.map(({ group }) => group.depth)).toEqual([
      0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95,
    ]);
    expect(bins.map(({ estimate }) => estimate?.value)).toEqual([1, 1, 1, 0, 0, 0, 0, 1, 1, 1]);
    expect(bins.reduce((sum, { estimate }) => sum + (estimate?.n ?? 0), 0)).toBe(160);
    const last = rows.at(-1);
    expect(last).toMatchObject({ name: "needle position", verdict: "depends on position" });
    expect(last?.sentence).toMatch(
      /depends on where they stand \(p = 0\.00\d\): the lowest is 0 % around depth 0\.35\./,
    );
  });

  it("are not told of where there is one, where depths are not known, or where they do not match", () => {
    const trials = spread(() => 0.5, "none", 4);
    const changed = (actual: Partial<Trial["actual"]>) =>
      trials.map((trial) => ({ ...trial, actual: { ...trial.actual, ...actual } }));
    for (const record of [
      simulateTrials({ documents: 4 }),
      changed({ depthUnknown: true }),
      changed({ goldDepths: [0.1, 0.2] }),
    ])
      expect(needlePositions.run(record, options).rows).toEqual([]);
  });

  it("that all stand in one tenth say nothing about position; unscored ones are counted", () => {
    const lost = simulateTrials({ depths: [0.5], documents: 20, needles: 2, lost: () => 0.3 }).map(
      (trial) => ({
        ...trial,
        actual: { ...trial.actual, goldDepths: [0.51, 0.52] },
      }),
    );
    const { rows } = needlePositions.run(lost, options);
    const unscored = lost.filter(({ status }) => status !== "scored").length * 2;
    expect(rows.map(({ name, verdict, unscored: n }) => [name, verdict, n])).toEqual([
      ["needle recall", undefined, unscored],
      ["needle position", "not tested", unscored],
    ]);
  });

  it("raise a false alarm in at most 5 % of 500 runs", { tags: "simulation" }, () => {
    const fast = { ...options, bootstrapDraws: 200 };
    const alarms = Array.from({ length: 500 }, (_, run) =>
      needlePositions
        .run(
          spread(() => 0.7, `alarm/${run}`, 25),
          fast,
        )
        .rows.at(-1),
    ).filter((row) => row?.verdict === "depends on position");
    // 99.5 % quantile of Binomial(500, 0.05).
    expect(alarms.length).toBeLessThanOrEqual(38);
  });
});
