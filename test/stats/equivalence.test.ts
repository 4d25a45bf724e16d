import { expect, it } from "vitest";
import { isEquivalent } from "../../src/stats/equivalence.ts";

it("equivalence needs both ends of the interval inside the margin, and not on it", () => {
  expect(isEquivalent({ low: -0.09, high: 0.09 }, 0.1)).toBe(true);
  expect(isEquivalent({ low: -0.2, high: 0.05 }, 0.1)).toBe(false);
  expect(isEquivalent({ low: -0.05, high: 0.2 }, 0.1)).toBe(false);
  expect(isEquivalent({ low: -0.1, high: 0 }, 0.1)).toBe(false);
  expect(isEquivalent({ low: 0, high: 0.1 }, 0.1)).toBe(false);
});
