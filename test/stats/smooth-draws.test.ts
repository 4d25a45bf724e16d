import { describe, expect, it } from "vitest";
import { smoothDraws } from "../../src/stats/smooth-draws.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

describe("means that are not drawn", () => {
  it("are the quantiles of Cornish and Fisher, with scipy's cumulants (test/fixtures/stats/make.py)", () => {
    for (const { values, sizes, draws, quantiles } of reference.smoothDraws) {
      const got = smoothDraws(values, draws, sizes);
      expect(got).toHaveLength(draws);
      quantiles.forEach((value, i) => {
        expect(got?.[i]).toBeCloseTo(value, 12);
      });
    }
  });

  it("are alike where values are, and undefined where sizes vary by more than 0.3 of their mean", () => {
    expect(smoothDraws([2, 2, 2], 3)).toEqual(Float64Array.of(2, 2, 2));
    expect(smoothDraws([8, 10, 12], 2, [16, 20, 24])).toEqual(Float64Array.of(0.5, 0.5));
    // Mean 1, deviations of 0.29 and 0.31.
    expect(smoothDraws([1, 2], 3, [0.71, 1.29])).toHaveLength(3);
    expect(smoothDraws([1, 2], 3, [0.69, 1.31])).toBeUndefined();
    expect(smoothDraws([1, 2], 3, [7.1, 12.9])).toHaveLength(3);
    expect(smoothDraws([1, 2], 3, [6.9, 13.1])).toBeUndefined();
  });

  it("are sorted, as many as asked, and the same whatever was asked before", () => {
    const values = Array.from({ length: 50 }, (_, i) => i % 7);
    const seven = smoothDraws(values, 7);
    expect(smoothDraws(values, 3)).toHaveLength(3);
    expect(smoothDraws(values, 7)).toEqual(seven);
    expect([...(seven ?? [])]).toEqual([...(seven ?? [])].sort((a, b) => a - b));
  });
});
