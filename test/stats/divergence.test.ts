import { describe, expect, it } from "vitest";
import { jsDivergence } from "../../src/stats/js-divergence.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { pairedHits } from "../../src/stats/paired-hits.ts";
import { softmax } from "../../src/stats/softmax.ts";
import reference from "../fixtures/stats/divergence.json" with { type: "json" };

describe("against scipy (test/fixtures/stats/divergence.py)", () => {
  it("softmax and jsDivergence", () => {
    for (const { a, b, p, q, bits } of reference.pairs) {
      const [first, second] = [softmax(a), softmax(b)];
      for (const [got, wanted] of [
        [first, p],
        [second, q],
      ] as const)
        for (const [i, share] of got.entries()) expect(share).toBeCloseTo(wanted[i] as number, 14);
      expect(jsDivergence(first, second)).toBeCloseTo(bits, 12);
    }
  });
});

describe("jsDivergence", () => {
  it("is 0 for equal and 1 for apart, and refuses lists of other lengths", () => {
    expect(jsDivergence([0.25, 0.75], [0.25, 0.75])).toBe(0);
    expect(jsDivergence([1, 0], [0, 1])).toBe(1);
    expect(jsDivergence([0.5, 0.5], [1, 0])).toBeCloseTo(0.3113, 4);
    expect(() => jsDivergence([1], [0.5, 0.5])).toThrow(RangeError);
  });
});

describe("pairedHits", () => {
  it("counts who hit where, and tests what differs", () => {
    const first = Array.from({ length: 20 }, (_, i) => i < 15);
    const second = Array.from({ length: 20 }, (_, i) => i >= 10);
    const found = pairedHits(first, second, { margin: 0.1 });
    expect(found).toMatchObject({ n: 20, gains: 10, losses: 5, difference: 0.25, equivalent: false });
    expect(found.p).toBe(mcnemar(10, 5));
    expect(found.interval.low).toBeLessThan(0.25);
  });

  it("calls equal lists equivalent from as many questions as the margin needs, and refuses unpaired ones", () => {
    const equal = (n: number) => Array.from({ length: n }, () => true);
    expect(pairedHits(equal(60), equal(60), { margin: 0.1 })).toMatchObject({ p: 1, equivalent: true });
    expect(pairedHits(equal(10), equal(10), { margin: 0.1 }).equivalent).toBe(false);
    expect(() => pairedHits([true], [], { margin: 0.1 })).toThrow(RangeError);
  });
});
