import { describe, expect, it } from "vitest";
import { commonCells, type Side } from "../../src/analysis/common-cells.ts";
import { notCommon } from "../../src/analysis/not-common.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const side = (name: string, first: Truth = {}, ...more: Truth[]): Side => ({
  name,
  trials: [first, ...more].flatMap((truth) =>
    simulateTrials({ depths: [0, 0.5], documents: 3, ...truth, model: name }),
  ),
});
const said = (...sides: Side[]): string[] => notCommon(sides, commonCells(sides));

describe("what is not common", () => {
  it("is nothing where all were asked the same, in whatever order", () => {
    const a = side("a");
    expect(said(a, { ...side("b"), trials: side("b").trials.toReversed() })).toEqual([]);
    // Another arm is no question of the comparison.
    expect(said(a, side("b", {}, { arm: "oracle", documents: 9 }))).toEqual([]);
  });

  it("is named by what another side lacks, sorted, four values and how many more", () => {
    const a = side("a", { lengths: [16384, 512, 1024, 4096, 2048, 8192] });
    expect(said(a, side("b", { lengths: [1024] }))).toEqual([
      "a: 30 of its 36 questions were not asked of every other and are not compared (length 512, 2,048, 4,096, 8,192 and 1 more).",
    ]);
    expect(said(side("a", { documents: 7 }), side("b"))[0]).toMatch(/\(seed 4, 5, 6, 7\)\.$/);
    expect(said(side("a", { depths: [0, 0.5, 0.25] }), side("b"))[0]).toMatch(/\(depth 0\.25\)\.$/);
    expect(said(side("a", {}, { task: "x", haystack: "y@1" }), side("b"))[0]).toMatch(
      /: 6 of its 12 questions .* \(task x; haystack y@1\)\.$/,
    );
  });

  it("is named of each side that has more, and of none that has less", () => {
    const [first, second, ...more] = said(
      side("a", { documents: 4 }),
      side("b", { depths: [0, 0.5, 1] }),
      side("c"),
    );
    expect(first).toMatch(/^a: 2 of its 8 questions .*\(seed 4\)\.$/);
    expect(second).toMatch(/^b: 3 of its 9 questions .*\(depth 1\)\.$/);
    expect(more).toEqual([]);
  });

  it("can be a combination of settings that each other side has", () => {
    const a = side("a", { lengths: [512], depths: [0] }, { lengths: [1024], depths: [0.5] });
    const b = side("b", { lengths: [512], depths: [0.5] }, { lengths: [1024], depths: [0, 0.5] });
    expect(said(a, b)[0]).toBe(
      "a: 3 of its 6 questions were not asked of every other and are not compared (other combinations of the same settings).",
    );
  });

  it("names settings, that there is none, and depths that are not recorded", () => {
    const changed = (one: Side, factors: Readonly<Record<string, number>>): Side => ({
      ...one,
      trials: one.trials.map((trial) => ({
        ...trial,
        cell: { ...trial.cell, factors: { arm: "context", ...factors } },
      })),
    });
    const [plain, more] = said(side("a"), changed(side("b"), { order: 2, chunks: 7 }));
    expect(plain).toMatch(/\(factors none\)\.$/);
    expect(more).toMatch(/\(factors chunks = 7, order = 2\)\.$/);
    const unplaced = {
      ...side("b"),
      trials: side("b").trials.map((trial) => ({
        ...trial,
        actual: { ...trial.actual, depthUnknown: true as const },
      })),
    };
    expect(said(side("a"), unplaced)[1]).toMatch(/\(depth not recorded\)\.$/);
    expect(said({ ...side("a"), needles: "people" }, side("b"))).toEqual([
      expect.stringMatching(/\(needles people\)\.$/),
      expect.stringMatching(/\(needles not recorded\)\.$/),
    ]);
  });
});
