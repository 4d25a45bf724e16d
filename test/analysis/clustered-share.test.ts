import { describe, expect, it } from "vitest";
import { clusteredShare, type Part } from "../../src/analysis/clustered-share.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createRng } from "../../src/random.ts";
import { bcaInterval } from "../../src/stats/bca-interval.ts";
import { effectiveSample } from "../../src/stats/effective-sample.ts";
import { expandedLevel } from "../../src/stats/expanded-level.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";
import { wilson } from "../../src/stats/wilson.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 800 };
const partsOf = (pairs: readonly (readonly [number, number])[]): Part[] =>
  pairs.map(([recall, scored], i) => ({ document: `d${i}`, recall, scored }));

describe("a share of documents", () => {
  it("is Wilson's where each has one answer, and undefined where none was scored", () => {
    const estimate = clusteredShare(
      partsOf([
        [1, 1],
        [0, 1],
        [1, 1],
        [0, 0],
      ]),
      false,
      options,
    );
    expect(estimate).toEqual({ value: 2 / 3, ...wilson(2, 3), n: 3, method: "Wilson 95 %" });
    expect(clusteredShare(partsOf([[0, 0]]), false, options)).toBeUndefined();
    expect(clusteredShare([], true, options)).toBeUndefined();
  });

  it("is Wilson's of the effective sample where each has several, times Korn and Graubard's factor", () => {
    const pairs = [
      [5, 5],
      [0, 5],
      [2, 5],
      [4, 5],
      [1, 5],
    ] as const;
    const got = clusteredShare(partsOf(pairs), false, options);
    // (norm.ppf(0.025) / t.ppf(0.025, 4)) ** 2, by scipy 1.10.1.
    const worth = effectiveSample([5, 0, 2, 4, 1], [5, 5, 5, 5, 5]) * 0.4983311092;
    expect(got?.value).toBeCloseTo(12 / 25, 12);
    expect(got?.low).toBeCloseTo(wilson((12 / 25) * worth, worth).low, 7);
    expect(got?.high).toBeCloseTo(wilson((12 / 25) * worth, worth).high, 7);
    expect(got?.n).toBe(25);
    expect(got?.method).toBe(`Wilson 95 %, effective n ${Math.round(worth)} (documents: 5)`);
    // One document is worth one answer, two have a factor of their own: (norm.ppf(0.025) / t.ppf(0.025, 1)) ** 2.
    const [one, two] = [
      [[3, 5]],
      [
        [3, 5],
        [1, 5],
      ],
    ].map((some) => clusteredShare(partsOf(some as [number, number][]), false, options));
    expect(one?.low).toBeCloseTo(wilson(0.6, 1).low, 9);
    const few = effectiveSample([3, 1], [5, 5]) * 0.0237938371;
    expect(two?.low).toBeCloseTo(wilson(0.4 * few, few).low, 6);
  });

  it("takes what a document adds several times together", () => {
    const together = clusteredShare(
      partsOf([
        [2, 3],
        [1, 2],
        [4, 4],
      ]),
      false,
      options,
    );
    const apart = [
      { document: "d0", recall: 1, scored: 1 },
      { document: "d1", recall: 1, scored: 1 },
      { document: "d0", recall: 1, scored: 2 },
      { document: "d2", recall: 4, scored: 4 },
      { document: "d1", recall: 0, scored: 1 },
      { document: "d3", recall: 0, scored: 0 },
    ];
    expect(clusteredShare(apart, false, options)).toEqual(together);
  });

  it("of fractions is the BCa interval of documents by size, from five unlike the rest on", () => {
    const pairs = [
      [0.5, 1],
      [3, 4],
      [1.5, 2],
      [0.2, 1],
      [4, 5],
      [0, 3],
      [2, 2],
      [1, 4],
    ] as const;
    const got = clusteredShare(partsOf(pairs), true, options);
    const [sums, sizes] = [pairs.map(([sum]): number => sum), pairs.map(([, size]) => size)];
    const value = sums.reduce((a, b) => a + b, 0) / 22;
    const sorted = resampleMeans(sums, 800, createRng(options.seed).fork("recall"), sizes);
    const influence = pairs.map(([sum, size]) => sum - value * size);
    const wanted = bcaInterval({ sorted, mean: value, influence }, expandedLevel(0.95, 8));
    expect(got).toEqual({ value, ...wanted, n: 22, method: "cluster bootstrap BCa 95 %, 800 draws" });
  });

  it("of fractions is Wilson's with documents as n where fewer are unlike the rest", () => {
    const alike = (unlike: number) =>
      partsOf([
        ...new Array(6).fill([1, 2]),
        ...Array.from({ length: unlike }, (_, i): readonly [number, number] => [i / 10, 1]),
      ]);
    const four = clusteredShare(alike(4), true, options);
    const value = (6 + 0.6) / 16;
    expect(four?.method).toBe("Wilson 95 %, documents as n");
    expect(four?.value).toBeCloseTo(value, 12);
    expect(four?.low).toBeCloseTo(wilson(value * 10, 10).low, 12);
    expect(clusteredShare(alike(5), true, options)?.method).toContain("BCa");
    // A half as 1 of 2 and as 2 of 4 is one share.
    const halves = partsOf([...new Array(5).fill([1, 2]), ...new Array(5).fill([2, 4])]);
    expect(clusteredShare(halves, true, options)?.method).toContain("documents as n");
    // Two kinds, five of each: five are unlike the most common one.
    const kinds = partsOf([...new Array(5).fill([1, 2]), ...new Array(5).fill([1, 4])]);
    expect(clusteredShare(kinds, true, options)?.method).toContain("BCa");
  });

  it("says so where documents were added until the verdict was decided", () => {
    const stopped = { ...options, untilDecided: { error: 0.05 } };
    expect(clusteredShare(partsOf([[1, 1]]), false, stopped)?.method).toBe("Wilson 95 %, as for a fixed n");
  });
});
