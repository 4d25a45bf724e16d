import { expect, it } from "vitest";
import { holmOver } from "../../src/stats/holm-over.ts";

it("says how many claims a p was adjusted for, and nothing where it stands alone", () => {
  expect([0, 1, 2, 12].map(holmOver)).toEqual(["", "", ", Holm over 2", ", Holm over 12"]);
});
