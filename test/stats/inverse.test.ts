import { describe, expect, it } from "vitest";
import { inverse } from "../../src/stats/inverse.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

describe("the inverse of a matrix", () => {
  it("is numpy's (test/fixtures/stats/make.py)", () => {
    for (const { matrix, inverse: wanted } of reference.inverse) {
      const got = inverse(matrix);
      const scale = Math.max(...wanted.flat().map(Math.abs));
      expect(got?.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
      wanted.forEach((row, i) => {
        row.forEach((value, j) => {
          expect(Math.abs((got?.[i]?.[j] ?? Number.NaN) - value)).toBeLessThan(1e-12 * scale);
        });
      });
    }
  });

  it("takes the largest pivot: a tiny one in its place would lose the others", () => {
    const got = inverse([
      [1e-11, 1],
      [1, 1],
    ]);
    expect(got?.[1]?.[1]).toBeCloseTo(-1e-11, 20);
    expect(got?.[0]?.[0]).toBeCloseTo(-1, 10);
    expect(got?.[0]?.[1]).toBeCloseTo(1, 10);
  });

  it("does not exist where a row is a sum of others, for zeros, nor for what is no number", () => {
    expect(
      inverse([
        [1, 2, 3],
        [2, 5, 7],
        [3, 7, 10],
      ]),
    ).toBeUndefined();
    expect(inverse([[0]])).toBeUndefined();
    expect(inverse([[Number.NaN]])).toBeUndefined();
    expect(inverse([[Number.POSITIVE_INFINITY]])).toBeUndefined();
    // To 12 figures, relative to the largest entry.
    expect(
      inverse([
        [1e6, 0],
        [0, 1e-7],
      ]),
    ).toBeUndefined();
    expect(
      inverse([
        [1e6, 0],
        [0, 1e-5],
      ]),
    ).toEqual([
      [1e-6, 0],
      [0, expect.closeTo(1e5, 6)],
    ]);
  });
});
