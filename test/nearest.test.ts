import { expect, it } from "vitest";
import { nearest } from "../src/nearest.ts";

const NAMES = ["needle", "multi-key", "kv-retrieval", "u"];

it.each([
  ["needel", "needle"], // neighbours swapped
  ["nedle", "needle"], // one left out
  ["needdle", "needle"], // one too many
  ["NEEDLE", "needle"],
  ["kv-retreival", "kv-retrieval"],
])("takes %s for %s", (typed, meant) => {
  expect(nearest(typed, NAMES)).toBe(meant);
});

it.each(["haystack", "x", "", "m"])("takes %j for nothing", (typed) => {
  expect(nearest(typed, NAMES)).toBeUndefined();
});

it("takes the first of two equally near", () => {
  expect(nearest("bat", ["cat", "hat"])).toBe("cat");
});
