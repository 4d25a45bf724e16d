import { describe, expect, it } from "vitest";
import { medianInterval } from "../../src/stats/median-interval.ts";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe("medianInterval", () => {
  it("lies between the numbers that scipy's binomial names", () => {
    // [int(binom.ppf(0.025, n, 0.5)) for n in ...], scipy 1.10
    for (const [n, k] of [
      [6, 1],
      [10, 2],
      [20, 6],
      [50, 18],
      [100, 40],
      [1000, 469],
    ] as const)
      expect([n, medianInterval(upTo(n))]).toEqual([n, { low: k, high: n + 1 - k }]);
    expect(medianInterval(upTo(10), 0.9)).toEqual({ low: 2, high: 9 });
  });

  it("has no end where the numbers are too few for the level", () => {
    for (const n of [0, 1, 5]) expect(medianInterval(upTo(n))).toEqual({ low: -Infinity, high: Infinity });
    expect(medianInterval(upTo(5), 0.9)).toEqual({ low: 1, high: 5 });
  });
});
