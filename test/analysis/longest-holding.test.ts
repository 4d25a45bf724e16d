import { describe, expect, it } from "vitest";
import { longestHolding } from "../../src/analysis/longest-holding.ts";

const at = (length: number, value: number, reach = 0.1) => ({
  length,
  value,
  low: value - reach,
  high: value + reach,
  n: length / 256,
});

describe("the longest length at which a threshold holds", () => {
  it("is the last before the first failure, for recall and for either end of its interval", () => {
    const lengths = [at(512, 0.95), at(1024, 0.85), at(2048, 0.75), at(4096, 0.5)];
    expect(longestHolding(lengths, 0.8)).toEqual({
      value: 1024,
      low: 512,
      high: 2048,
      n: 30,
      verdict: "found",
      shortest: 512,
      again: [],
    });
    expect(longestHolding(lengths.toReversed(), 0.8)).toEqual(longestHolding(lengths, 0.8));
  });

  it("is at least the longest, or below the shortest, with 0 for an end that holds nowhere", () => {
    expect(longestHolding([at(512, 0.9), at(1024, 0.9)], 0.5)).toMatchObject({
      value: 1024,
      low: 1024,
      high: 1024,
      verdict: "at least",
    });
    expect(longestHolding([at(512, 0.4), at(1024, 0.2)], 0.55)).toMatchObject({
      value: undefined,
      low: 0,
      high: 0,
      verdict: "below the shortest",
      shortest: 512,
      again: [],
    });
    expect(longestHolding([at(512, 0.5), at(1024, 0.2)], 0.55)).toMatchObject({
      value: undefined,
      low: 0,
      high: 512,
    });
  });

  it("is met by a share that is the threshold but for rounding, and by no less", () => {
    expect(longestHolding([at(512, 0.8559999999999999)], 0.856).value).toBe(512);
    expect(longestHolding([at(512, 0.8559)], 0.856).value).toBeUndefined();
  });

  it("names lengths that pass after a failure, and counts them not", () => {
    const lengths = [at(512, 0.9), at(1024, 0.4), at(2048, 0.9), at(4096, 0.4), at(8192, 0.8)];
    expect(longestHolding(lengths, 0.75)).toMatchObject({
      value: 512,
      verdict: "found",
      again: [2048, 8192],
    });
    expect(longestHolding(lengths.slice(1), 0.75)).toMatchObject({ value: undefined, again: [2048, 8192] });
  });
});
