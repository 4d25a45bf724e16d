import { describe, expect, it } from "vitest";
import { groupOf, realisedDepth, realisedLength } from "../../src/analysis/group.ts";
import { tally } from "../../src/analysis/tally.ts";
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
