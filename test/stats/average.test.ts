import { expect, it } from "vitest";
import { average } from "../../src/stats/average.ts";

it("average is the mean of any row of numbers, and NaN of none", () => {
  expect(average([1, 2, 6])).toBe(3);
  expect(average(Float64Array.of(-1, 2))).toBe(0.5);
  expect(average([])).toBeNaN();
});
