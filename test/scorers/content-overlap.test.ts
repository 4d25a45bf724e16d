import { describe, expect, it } from "vitest";
import { contentOverlap } from "../../src/scorers/content-overlap.ts";

describe("content overlap", () => {
  it.each([
    ["all words, another order", "In the mill, Ida BAKED bread!", "Ida baked the bread in a mill.", 1],
    ["half of them", "Ida baked.", "Ida baked the bread in a mill.", 0.5],
    ["whole words only", "Idaho", "Ida", 0],
    ["a word counts once", "bread", "Bread, bread and more bread", 0.5],
    ["function words where there are no others", "it is", "It is what it is", 2 / 3],
    ["an empty needle", "anything", " ... ", 0],
    ["an empty answer", "", "Ida", 0],
  ])("%s", (_, output, needle, share) => {
    expect(contentOverlap(output, needle)).toBeCloseTo(share, 12);
  });
});
