import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nonLiteralPairs } from "../../src/haystack/non-literal.ts";
import { nonLiteralNeedle } from "../../src/tasks/non-literal-needle.ts";
import type { Factor, Sample } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

function build(depth: number, seed: number, factors: Readonly<Record<string, Factor>> = {}): Sample {
  return nonLiteralNeedle.build(cellOf(nonLiteralNeedle, 2000, depth, seed, factors), plainKit);
}

const content = (sample: Sample): string => sample.messages[0]?.content ?? "";
const name = (sample: Sample): string => sample.needles[0]?.answers[0] ?? "";

describe("the non-literal needle", () => {
  it("has its distractor at least 0.2 away, whatever the depth and the kind", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom("literal", "alike"),
        (depth, seed, distractor) => {
          const sample = build(depth, seed, { distractor });
          const [gold] = sample.gold;
          const text = content(sample);
          const other = text.indexOf(sample.decoys[0] as string);
          expect(other).toBeGreaterThan(0);
          // In characters, which go with the tokens of the plain haystack.
          expect(Math.abs(other - (gold?.start as number)) / text.length).toBeGreaterThan(0.19);
        },
      ),
      { seed: 21, numRuns: 150 },
    );
  });

  it("asks one fact in one hop and in two", () => {
    for (let seed = 0; seed < 50; seed++) {
      const [one, two] = [build(0.5, seed, { hops: 1 }), build(0.5, seed, { hops: 2 })];
      expect(two.needles[0]?.text).toBe(one.needles[0]?.text);
      expect(two.needles[0]?.question).not.toBe(one.needles[0]?.question);
      expect(name(two)).toBe(name(one));
    }
  });

  it("asks for somebody whom only the needle names, and never for whom the distractor does", () => {
    for (let seed = 0; seed < 300; seed++) {
      const sample = build(0.3, seed, {
        distractor: seed % 2 ? "literal" : "alike",
        hops: 1 + (seed % 3 ? 0 : 1),
      });
      expect(content(sample).split(name(sample))).toHaveLength(2);
      const [needle] = sample.needles;
      expect(needle?.text).toContain(name(sample));
      expect(needle?.question).not.toContain(name(sample));
      for (const decoy of sample.decoys) expect(nonLiteralNeedle.score(decoy, sample).recall).toBe(0);
    }
  });

  it("takes the first name alone for an answer, in any case", () => {
    const sample = build(0.5, 3);
    const [first = ""] = name(sample).split(" ");
    expect(nonLiteralNeedle.score(`It must be ${first.toUpperCase()}.`, sample).recall).toBe(1);
  });

  it("draws from the whole set", () => {
    const hooks = new Set(Array.from({ length: 2000 }, (_, seed) => build(0.5, seed).needles[0]?.id));
    expect(hooks.size).toBeGreaterThan(0.99 * nonLiteralPairs().length);
  });

  it("has no decoy without a distractor", () => {
    expect(build(0.5, 1, { distractor: "none" }).decoys).toEqual([]);
  });

  it.each([
    [{ hops: 3 }, "factor hops of non-literal-needle; 1 or 2: 3"],
    [{ hops: 0 }, "factor hops of non-literal-needle; whole number of at least 1: 0"],
    [{ distractor: "near" }, "factor distractor of non-literal-needle; one of literal, alike, none: near"],
  ])("refuses %o", (factors, message) => {
    expect(() => build(0.5, 1, factors)).toThrow(message);
  });
});
