import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions as options } from "../../src/analysis/options.ts";
import { tally } from "../../src/analysis/tally.ts";
import { bySeed, zoneOf, zonesByDocument, zonesBySeed } from "../../src/analysis/zones.ts";
import { simulateTrials } from "../simulate.ts";

describe("zones", () => {
  it("hold their bounds, rounding aside", () => {
    const zones = (...depths: number[]) => depths.map((depth) => zoneOf(depth, options));
    expect(zones(0, 0.1, 0.1 + 1e-12)).toEqual(["first", "first", "first"]);
    expect(zones(0.4, 0.4 - 1e-12, 0.5, 0.6, 0.6 + 1e-12)).toEqual(new Array(5).fill("middle"));
    expect(zones(0.9, 0.9 - 1e-12, 1)).toEqual(["last", "last", "last"]);
    expect(zones(0.11, 0.39, 0.61, 0.89, Number.NaN)).toEqual(new Array(5).fill(undefined));
    expect(zoneOf(0.25, { edge: [0.2, 0.8], middle: [0.25, 0.75] })).toBe("middle");
  });

  it("are summed by document, over the depths that lie in one", () => {
    const trials = simulateTrials({ documents: 2, depths: [0, 0.1, 0.3, 0.5, 1] }).map((trial, i) => ({
      ...trial,
      score: { recall: [1, 0.5, 1, 0.25, 0, 0, 0, 1, 1, 1][i] ?? 0, found: [] },
    }));
    expect(zonesByDocument(tally(trials), options)).toEqual([
      {
        first: { recall: 1.5, scored: 2 },
        middle: { recall: 0.25, scored: 1 },
        last: { recall: 0, scored: 1 },
      },
      { first: { recall: 0, scored: 2 }, middle: { recall: 1, scored: 1 }, last: { recall: 1, scored: 1 } },
    ]);
  });

  it("go by the number of the seed where asked so, then by haystack", () => {
    const names = ["b@1#10", "a@1#2", "b@1#2", "a#9@1#1", "a@1#10"];
    expect(names.sort(bySeed)).toEqual(["a#9@1#1", "a@1#2", "b@1#2", "a@1#10", "b@1#10"]);
    const trials = ["b@1", "a@1"].flatMap((haystack) =>
      simulateTrials({ haystack, documents: 3, depths: [0] }),
    );
    const hits = trials.map((trial, i) => ({ ...trial, score: { recall: i / 10, found: [] } }));
    expect(zonesBySeed(tally(hits), options).map(({ first }) => first.recall)).toEqual([
      0.3, 0, 0.4, 0.1, 0.5, 0.2,
    ]);
  });
});
