import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenly } from "../../src/charts/evenly.ts";
import { spansAround } from "../../src/charts/spans.ts";
import { textWidth } from "../../src/charts/text-width.ts";
import { methodName, points, shareInWords, span } from "../../src/charts/wording.ts";
import { wrap } from "../../src/charts/wrap.ts";

describe("wording", () => {
  it("signs differences", () => {
    expect([0.31, -0.05, 0.001].map(points)).toEqual(["+31 points", "\u22125 points", "0 points"]);
  });

  it("spans counts", () => {
    expect([span([]), span([40, 40]), span([38, 40])]).toEqual(["0", "40", "38 to 40"]);
  });

  it("counts hits where recall is a count, and n where it is a mean", () => {
    const e = { low: 0.05, high: 0.26, n: 40, method: "Wilson 95 %" };
    expect(shareInWords({ ...e, value: 5 / 40 })).toBe("13 % (5 of 40, 95 % interval 5 % to 26 %)");
    expect(shareInWords({ ...e, value: 0.1333 })).toBe("13 % (n = 40, 95 % interval 5 % to 26 %)");
  });

  it("names a method without its details", () => {
    expect(methodName("Wilson 95 %, effective n 137 (40 documents)")).toBe("Wilson 95 %");
  });

  it("wraps without losing a word, and never between a number and its per cent sign", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$|^[0-9]{1,3} %$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(" "), 20);
        expect(lines.join(" ")).toBe(words.join(" "));
        for (const line of lines) expect(line.length <= 20 && !line.startsWith("%")).toBe(true);
      }),
      { seed: 7 },
    );
  });
});

describe("evenly", () => {
  it("keeps order, both ends and the limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 50 }), (n, most) => {
        const items = Array.from({ length: n }, (_, i) => i);
        const kept = evenly(items, most);
        expect(kept).toHaveLength(Math.min(n, most));
        expect([kept[0], kept.at(-1)]).toEqual([0, n - 1]);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      }),
      { seed: 3 },
    );
  });

  it("takes none where none is wanted", () => expect(evenly([1, 2, 3], 0)).toEqual([]));
});

describe("spansAround", () => {
  it("covers the axis without gap or overlap, each depth inside its own span", () => {
    const depths = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(depths, (some) => {
        const sorted = [...some].sort((a, b) => a - b);
        const spans = spansAround(sorted);
        sorted.forEach((depth, i) => {
          const [left, right] = spans[i] ?? [Number.NaN, Number.NaN];
          expect(left <= depth && depth <= right).toBe(true);
          if (i > 0) expect(left).toBeCloseTo(spans[i - 1]?.[1] ?? Number.NaN, 12);
        });
      }),
      { seed: 2 },
    );
  });
});

describe("textWidth", () => {
  it("grows with size and weight", () => {
    expect(textWidth("recall", 24, false)).toBeCloseTo(2 * textWidth("recall", 12, false));
    expect(textWidth("recall", 12, true)).toBeGreaterThan(textWidth("recall", 12, false));
  });
});
