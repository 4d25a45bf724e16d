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

  it("do not depend on depth where only their length does, and misses come at other depths", () => {
    const at = (length: number, depths: readonly number[], share: number) =>
      named(simulateTrials({ lengths: [length], depths, documents: 30, recall: () => 0 }), ({ cell }) =>
        (cell.seed * 7 + cell.depth * 30) % 10 < 10 * share ? "red" : undefined,
      );
    const record = [...at(1024, [0, 0.1, 0.2], 1), ...at(4096, [0.1, 0.8, 0.9, 1], 0.3)];
    const [row] = decoys.run(record, options).rows;
    expect(row?.sentence).toContain("is not shown to depend on depth");
    expect(row?.estimate?.p).toBeGreaterThan(0.05);
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

  it("are said with an interval, whether they depend on depth, and the three given most often", () => {
    const all = named(simulateTrials({ depths: [0, 1], documents: 12, recall: () => 0 }), ({ cell }) => {
      const { seed, depth } = cell;
      return depth === 0
        ? (["red", "red", "red", "blue", "blue", "green", "green", "grey", "grey", "one  \n of a kind"][
            seed - 1
          ] ?? undefined)
        : seed < 3
          ? "two  \n words "
          : undefined;
    });
    const [row, ...byDepth] = decoys.run(all, options).rows;
    expect(row?.sentence).toMatch(
      /^50 % of the misses name another value of the context \(95 % interval \d+ to \d+, n = 24\); that depends on depth \(p = 0\.0\d+\)\. Most often: "red" \(3 times\), "blue" \(2 times\), "green" \(2 times\)\.$/,
    );
    expect(row?.estimate?.method).toMatch(/; p: permutation within documents, each length by itself$/);
    expect(row?.group).toEqual({ model: "simulated:u", task: "needle", simulated: true });
    expect(byDepth.map(({ group, name, unscored }) => [group.depth, name, unscored])).toEqual([
      [0, "decoy given", 0],
      [1, "decoy given", 0],
    ]);
    const twice = named(
      simulateTrials({ depths: [0], documents: 4, recall: () => 0 }),
      () => "two  \n words ",
    );
    expect(decoys.run(twice, options).rows[0]?.sentence).toMatch(/Most often: "two words" \(4 times\)\.$/);
  });

  it("of one depth are a share alone, and those given once are not named", () => {
    const once = named(
      simulateTrials({ depths: [0.5], documents: 9, recall: () => 0 }),
      (_, i) => `value ${i}`,
    );
    const { rows } = decoys.run(once, options);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.estimate?.p).toBeUndefined();
    expect(rows[0]?.sentence).toMatch(
      /^100 % of the misses name another value of the context \(95 % interval \d+ to 100, n = 9\)\.$/,
    );
  });

  it("are named whole up to 60 characters", () => {
    const saying = (decoy: string) =>
      decoys.run(
        named(simulateTrials({ depths: [0.5], documents: 3, recall: () => 0 }), () => decoy),
        options,
      ).rows[0]?.sentence;
    expect(saying("x".repeat(60))).toContain(`"${"x".repeat(60)}" (3 times)`);
    expect(saying("x".repeat(61))).toContain(`"${"x".repeat(60)}..." (3 times)`);
  });

  it("are counted by model and task, of the context arm, of scored answers whose place is known", () => {
    const misses = simulateTrials({ depths: [0, 1], documents: 6, recall: () => 0 });
    const red = named(misses, () => "red");
    const other = simulateTrials({ depths: [0, 1], documents: 6, recall: () => 0, task: "other" });
    const { rows } = decoys.run(
      [
        ...red,
        ...other,
        ...named(simulateTrials({ arm: "oracle", depths: [0], documents: 5, recall: () => 0 }), () => "red"),
      ],
      options,
    );
    expect(rows.map(({ group }) => group.task)).toEqual(["needle", "needle", "needle"]);
    expect(rows[0]?.sentence).toContain('"red" (12 times)');
    expect(rows[0]?.estimate?.n).toBe(12);
    const failed = red.map((trial, i) => (i < 2 ? { ...trial, status: "failed" as const } : trial));
    expect(decoys.run(failed, options).rows[0]).toMatchObject({ unscored: 2, estimate: { n: 10 } });
    expect(decoys.run(failed, options).rows[0]?.sentence).toContain('"red" (10 times)');
    const unplaced = red.map((trial) => ({
      ...trial,
      actual: { ...trial.actual, depthUnknown: true as const },
    }));
    expect(decoys.run(unplaced, options).rows).toEqual([]);
  });
});
