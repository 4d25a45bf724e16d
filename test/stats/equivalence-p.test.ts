import { describe, expect, it } from "vitest";
import { equivalenceP } from "../../src/stats/equivalence-p.ts";
import { normalCdf } from "../../src/stats/normal-cdf.ts";
import { normalQuantile } from "../../src/stats/normal-quantile.ts";

/** A normal interval. */
const around = (value: number, error: number) => (level: number) => {
  const reach = normalQuantile((1 + level) / 2) * error;
  return { low: value - reach, high: value + reach };
};

describe("the p value of two one-sided tests", () => {
  it.each([
    [0, 0.05],
    [0.02, 0.05],
    [-0.07, 0.03],
    [0.0999, 0.01],
  ])("is the larger of the two tails of a normal difference of %f with error %f", (value, error) => {
    const tails = [normalCdf((value - 0.1) / error), normalCdf((-0.1 - value) / error)];
    expect(equivalenceP(around(value, error), 0.1)).toBeCloseTo(Math.max(...tails), 7);
  });

  it("is 1 where the difference itself is not within the margin", () => {
    expect(equivalenceP(around(0.1, 0.01), 0.1)).toBe(1);
    expect(equivalenceP(around(-0.2, 0.01), 0.1)).toBe(1);
  });

  it("is all but 0 where every interval is within it", () => {
    expect(equivalenceP(() => ({ low: 0, high: 0 }), 0.1)).toBeLessThan(1e-8);
  });
});
