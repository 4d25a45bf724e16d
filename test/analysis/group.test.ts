import { describe, expect, it } from "vitest";
import { groupOf, realisedDepth, realisedLength } from "../../src/analysis/group.ts";
import { tally } from "../../src/analysis/tally.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials } from "../simulate.ts";

const cells = (simulated: boolean, estimated: boolean, lost = 0) =>
  tally(simulateTrials({ documents: 2, depths: [0, 1], simulated, estimated, lost: () => lost }));

describe("a group of tallies", () => {
  it("is marked where any of it is simulated or estimated", () => {
    const [real, made, about] = [cells(false, false), cells(true, false), cells(false, true)];
    expect(groupOf([], ["model"])).toEqual({});
    expect(groupOf(real, ["model", "length"])).toEqual({ model: "simulated:u", length: 1024 });
    expect(groupOf([...real, ...made], ["task"])).toEqual({ task: "needle", simulated: true });
    expect(groupOf([...about, ...real], ["depth"])).toEqual({ depth: 0, estimated: true });
    expect(groupOf([...about, ...made], [])).toEqual({ simulated: true, estimated: true });
  });

  it("has mean realised depth and length over scored trials, and none where none was scored", () => {
    expect(realisedDepth(cells(true, false))).toEqual({ realisedDepth: expect.closeTo((0.004 + 1) / 2, 12) });
    expect(realisedLength(cells(true, false))).toEqual({ realisedLength: 1021 });
    expect(realisedDepth(cells(true, false, 1))).toEqual({});
    expect(realisedLength(cells(true, false, 1))).toEqual({});
  });
});

describe("a tally", () => {
  it("is simulated or estimated where any of its trials is, and takes no score of what was not scored", () => {
    const [real] = simulateTrials({ documents: 1, depths: [0], simulated: false, recall: () => 1 });
    if (real === undefined) throw new Error("no trial");
    const made = { ...real, simulated: true as const };
    const about = { ...real, actual: { ...real.actual, estimated: true as const } };
    const marksOf = (...trials: Trial[]) =>
      tally(trials).map(({ simulated, estimated }) => [simulated, estimated]);
    expect(marksOf(real)).toEqual([[false, false]]);
    expect(marksOf(real, made)).toEqual([[true, false]]);
    expect(marksOf(made, real)).toEqual([[true, false]]);
    expect(marksOf(real, about)).toEqual([[false, true]]);
    expect(marksOf(about, real)).toEqual([[false, true]]);
    const [one] = tally([real, { ...real, status: "failed" }, { ...real, status: "refused" }]);
    expect(one).toMatchObject({
      scored: 1,
      unscored: 2,
      recall: 1,
      statuses: { scored: 1, failed: 1, refused: 1 },
    });
    expect([...(one?.units ?? [])]).toEqual([
      ["expedition-log@1#1", { recall: 1, scored: 1, asked: 3, promptTokens: 1021 }],
    ]);
    const { score: _, ...bare } = real;
    expect(tally([bare])[0]).toMatchObject({ scored: 0, unscored: 1 });
  });
});
