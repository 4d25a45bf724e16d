import { describe, expect, it } from "vitest";
import { decoys } from "../../src/analysis/decoys.ts";
import { defaultAnalysisOptions as options } from "../../src/analysis/options.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials } from "../simulate.ts";

const named = (trials: readonly Trial[], decoy: (trial: Trial, i: number) => string | undefined): Trial[] =>
  trials.map((trial, i) => {
    const given = decoy(trial, i);
    return trial.score === undefined || trial.score.recall === 1 || given === undefined
      ? trial
      : { ...trial, score: { ...trial.score, decoy: given } };
  });

describe("decoys", () => {
  const missed = simulateTrials({
    depths: [0, 0.5, 1],
    documents: 40,
    recall: (depth) => (depth === 0.5 ? 0 : 0.5),
  });

  it("are a share of the misses, by depth too, with those given most often", () => {
    const trials = named(missed, ({ cell }, i) =>
      cell.depth === 0.5 ? (i % 2 ? "red" : `blue ${i}`) : undefined,
    );
    const [all, ...byDepth] = decoys.run(trials, options).rows;
    const misses = trials.filter(({ score }) => score?.recall === 0).length;
    expect(all?.estimate?.n).toBe(misses);
    expect(all?.estimate?.value).toBeCloseTo(40 / misses, 12);
    expect(all?.sentence).toMatch(/depends on depth \(p < 0\.001\)\. Most often: "red" \(20 times\)\.$/);
    expect(byDepth.map(({ group, estimate }) => [group.depth, estimate?.value])).toEqual([
      [0, 0],
      [0.5, 1],
      [1, 0],
    ]);
  });

  it("give no row where none was ever named, and count what was not scored", () => {
    expect(decoys.run(missed, options).rows).toEqual([]);
    const lost = named(simulateTrials({ recall: () => 0, lost: () => 0.2, documents: 10 }), () => "x");
    const [row] = decoys.run(lost, options).rows;
    expect(row?.estimate?.value).toBe(1);
    expect(row?.unscored).toBe(lost.filter(({ status }) => status !== "scored").length);
  });

  it("are cut where they are long", () => {
    const [row] = decoys.run(
      named(missed, () => `${"long ".repeat(1e5)}`),
      options,
    ).rows;
    expect(row?.sentence?.length).toBeLessThan(400);
  });
});
