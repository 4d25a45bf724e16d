import { describe, expect, it } from "vitest";
import { pairedDifference, verdictOf } from "../../src/rag/paired-difference.ts";

const options = { alpha: 0.05, margin: 0.03 };
const many = (n: number, hit: (i: number) => boolean): boolean[] =>
  Array.from({ length: n }, (_, i) => hit(i));

describe("pairedDifference", () => {
  it("counts gains and losses", () => {
    const found = pairedDifference(
      many(100, (i) => i < 50),
      many(100, (i) => i >= 40 && i < 60),
      options,
    );
    expect(found.value).toBeCloseTo(0.3);
    // scipy.stats.binomtest(10, 50).pvalue
    expect(found.p).toBeCloseTo(2.3861331676755e-5, 12);
    expect(verdictOf(found, found.p, 0.05)).toBe("better");
    expect(verdictOf(found, 0.2, 0.05)).toBe("not shown to differ");
  });

  it("shows equality only with enough pairs", () => {
    const same = (n: number) =>
      pairedDifference(
        many(n, () => true),
        many(n, () => true),
        options,
      );
    expect([same(30).equivalent, same(30).noWorse]).toEqual([false, false]);
    expect([same(300).equivalent, same(300).noWorse]).toEqual([true, true]);
  });

  it("refuses what is not paired", () => {
    expect(() => pairedDifference([], [], options)).toThrow(RangeError);
    expect(() => pairedDifference([true], [true, false], options)).toThrow(RangeError);
  });
});
