import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plantSegments } from "../../src/haystack/plant.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Segment } from "../../src/types.ts";

const { count } = createWordTokenizer();
const sentence = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .map((text) => `${text.replace(/\s+/gu, "_")}.`);
const filler = fc.array(
  fc.record({
    kind: fc.constant("filler" as const),
    lead: fc.constantFrom(" ", "\n\n", "\n"),
    text: sentence,
  }),
  { minLength: 1, maxLength: 40 },
);
const depth = fc.double({ min: 0, max: 1, noNaN: true });
const fact = (id: string): Segment => ({
  kind: "needle",
  lead: " ",
  text: `Fact <${id}> stands here.`,
  needleId: id,
});

describe("planting", () => {
  it("keeps the base in order, puts white space on both sides, and marks the exact span", () => {
    fc.assert(
      fc.property(filler, fc.array(depth, { minLength: 1, maxLength: 5 }), (base, depths) => {
        const plantings = depths.map((d, i) => ({ segment: fact(String(i)), depth: d }));
        const context = plantSegments(base, plantings, "\n\n", count);
        expect(context.segments.filter((segment) => segment.kind === "filler")).toEqual(base);
        expect(context.gold).toHaveLength(depths.length);
        for (const gold of context.gold) {
          expect(context.text.slice(gold.start, gold.end)).toBe(fact(gold.needleId).text);
          expect(context.text[gold.start - 1] ?? " ").toMatch(/\s/u);
          expect(context.text[gold.end] ?? " ").toMatch(/\s/u);
        }
        expect(context.tokens).toBe(count(`\n\n${context.text}`));
      }),
      { seed: 21 },
    );
  });

  it("lies at the boundary nearest to the asked depth", () => {
    fc.assert(
      fc.property(filler, depth, (base, asked) => {
        const context = plantSegments(base, [{ segment: fact("x"), depth: asked }], "\n\n", count);
        const sizes = base.map((segment) => count(segment.lead + segment.text));
        const total = sizes.reduce((a, b) => a + b, 0);
        const realised = context.gold[0]?.depth as number;
        const longest = Math.max(...sizes);
        // Two tokens of white space change sides when the needle opens the context.
        expect(Math.abs(realised - asked) * total).toBeLessThanOrEqual(longest / 2 + 2.001);
      }),
      { seed: 22 },
    );
  });

  it("puts depths 0 and 1 at the very ends, in the order given where depths are equal", () => {
    const base: Segment[] = ["One.", "Two.", "Three."].map((text) => ({ kind: "filler", lead: " ", text }));
    const plantings = [
      { segment: fact("last"), depth: 1 },
      { segment: fact("first"), depth: 0 },
      { segment: fact("second"), depth: 0 },
    ];
    expect(plantSegments(base, plantings, "", count).text).toBe(
      "Fact <first> stands here. Fact <second> stands here. One. Two. Three. Fact <last> stands here.",
    );
  });

  it("never joins two sentences, even where a source forgot its white space", () => {
    const base: Segment[] = ["One.", "Two."].map((text) => ({ kind: "filler", lead: "", text }));
    expect(plantSegments(base, [{ segment: fact("x"), depth: 0.5 }], "", count).text).toBe(
      "One. Fact <x> stands here. Two.",
    );
  });
});
