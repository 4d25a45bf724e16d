import { describe, expect, it } from "vitest";
import { recommendOrder } from "../../src/rag/recommend-order.ts";

describe("recommendOrder", () => {
  it("compares by gains and losses: 37 against 6 of 100", () => {
    const first = Array.from({ length: 100 }, (_, i) => i < 50);
    const hits = first.map((hit, i) => (i < 6 ? false : i >= 50 && i < 87 ? true : hit));
    const {
      order,
      verdict,
      orders: all,
    } = recommendOrder([
      { order: "rank", hits: first },
      { order: "reverse", hits },
    ]);
    expect({ order, verdict }).toEqual({ order: "reverse", verdict: "better" });
    // scipy.stats.binomtest(6, 43).pvalue
    expect(all[1]?.p).toBeCloseTo(1.636124125070637e-6, 12);
    expect(all[1]?.gain).toBeCloseTo(0.31, 12);
  });

  it("says that all are equal only with enough questions", () => {
    const same = (n: number) =>
      ["rank", "reverse"].map((order) => ({ order, hits: new Array<boolean>(n).fill(true) }));
    expect(recommendOrder(same(30)).verdict).toBe("undecided");
    expect(recommendOrder(same(200)).verdict).toBe("equivalent");
  });

  it("refuses results that are not paired", () => {
    expect(() => recommendOrder([])).toThrow(RangeError);
    expect(() =>
      recommendOrder([
        { order: "rank", hits: [true] },
        { order: "reverse", hits: [true, false] },
      ]),
    ).toThrow(RangeError);
  });
});
