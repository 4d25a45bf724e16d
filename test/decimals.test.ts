import { expect, it } from "vitest";
import { chance, chanceCell, decimals, signedDecimals } from "../src/decimals.ts";

it.each([
  [-0.04, "0.0", "0.0"],
  [-0, "0.0", "0.0"],
  [0.04, "0.0", "0.0"],
  [-0.06, "-0.1", "\u22120.1"],
  [12.34, "12.3", "12.3"],
])("%f never reads as a nothing below 0", (value, plain, signed) => {
  expect(decimals(value, 1)).toBe(plain);
  expect(signedDecimals(value, 1)).toBe(signed);
});

it("keeps as many decimals as are asked for", () => {
  expect(decimals(-0.004, 2)).toBe("0.00");
  expect(decimals(-0.004, 3)).toBe("-0.004");
  expect(signedDecimals(7, 0)).toBe("7");
});

it("says no p-value of 0", () => {
  expect([0, 0.0004, 0.0312, 1].map(chance)).toEqual(["p < 0.001", "p < 0.001", "p = 0.031", "p = 1.000"]);
  expect([0.0004, 0.0312, undefined].map(chanceCell)).toEqual(["< 0.001", "0.031", ""]);
});
