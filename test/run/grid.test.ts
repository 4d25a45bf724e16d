import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDepths, parseLengths } from "../../src/run/grid.ts";

describe("parseLengths", () => {
  it("reads plain numbers and k = 1,024, sorts, and drops what is said twice", () => {
    expect(parseLengths("2k,256, 512,1K,1.5k,1024")).toEqual([256, 512, 1024, 1536, 2048]);
    expect(parseLengths("1m")).toEqual([1_048_576]);
  });
  it.each(["0", "-5", "1.5", "0.3k", "", "256,", "1kb", "1e3", "abc"])("refuses %j", (text) => {
    expect(() => parseLengths(text)).toThrow(/length is not usable; whole tokens above 0/);
  });
});

describe("parseDepths", () => {
  it("makes linear grids", () => {
    expect(parseDepths("3")).toEqual([0, 0.5, 1]);
    expect(parseDepths("11")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => i / 10));
  });
  it("makes needle-in-a-haystack v1's grid", () => {
    const grid = parseDepths("sigmoid:35");
    expect(grid).toHaveLength(35);
    // 100 / (1 + exp(-0.1 (x - 50))) at x = 100/34 and 200/34, computed with Python.
    expect(grid.slice(0, 3)).toEqual([0, 0.00896, 0.01199]);
    expect(grid[17]).toBe(0.5);
    expect(grid.at(-1)).toBe(1);
  });
  it("makes needle-in-a-haystack v2's grid", () => {
    const percent = [0, 3.95, 10.43, 20.33, 33.91, 50, 66.09, 79.67, 89.57, 96.05, 100];
    expect(parseDepths("sigmoid-v2:11").map((depth) => Number((depth * 100).toFixed(2)))).toEqual(percent);
  });
  it("takes lists, and 0 and 1 as depths", () => {
    expect(parseDepths("1, 0,0.25,0.25")).toEqual([0, 0.25, 1]);
    expect(parseDepths("0")).toEqual([0]);
    expect(parseDepths("1")).toEqual([1]);
    expect(parseDepths("0.5")).toEqual([0.5]);
  });
  it.each(["1.5", "-0.1", "0,50,100", "", "0,,1", "half", "sigmoid:1", "linear:5000", "sigmoid", "5000"])(
    "refuses %j",
    (text) => {
      expect(() => parseDepths(text)).toThrow(/depth (grid )?is not usable; /);
    },
  );
  it("gives ascending depths from 0 to 1 for every grid", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear", "sigmoid", "sigmoid-v2"),
        fc.integer({ min: 2, max: 200 }),
        (name, points) => {
          const grid = parseDepths(`${name}:${points}`);
          expect(grid[0]).toBe(0);
          expect(grid.at(-1)).toBe(1);
          expect(grid).toEqual([...grid].sort((a, b) => a - b));
        },
      ),
      { seed: 1 },
    );
  });
});
