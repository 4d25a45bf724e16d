import fc from "fast-check";
import { expect, it } from "vitest";
import { chance, chanceCell, decimals, grouped, percent, signedDecimals } from "../src/number-words.ts";

it.each([
  [0, "0 %"],
  [1, "100 %"],
  [0.125, "13 %"],
  [0.876, "88 %"],
  [0.997, "99.7 %"],
  [0.99999, "> 99.9 %"],
  [0.004, "0.4 %"],
  [0.0001, "< 0.1 %"],
  // What ten of ten can come to where they are added up and divided.
  [0.9999999999999999, "100 %"],
])("percent(%d) is %s", (share, words) => expect(percent(share)).toBe(words));

it("never says 0 % or 100 % of what is neither", () => {
  const counts = fc.integer({ min: 1, max: 10_000_000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([found, n]) => {
      expect(percent(found / n) === "100 %").toBe(found === n);
      expect(percent(found / n) === "0 %").toBe(found === 0);
    }),
    { seed: 5 },
  );
});

it("keeps thousands apart", () => {
  expect([0, 999, 1024, 131_072, 1_000_000, 12.6].map(grouped)).toEqual([
    "0",
    "999",
    "1,024",
    "131,072",
    "1,000,000",
    "13",
  ]);
});

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
