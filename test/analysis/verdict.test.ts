import { describe, expect, it } from "vitest";
import type { AdjustedContrast, Evidence } from "../../src/analysis/evidence.ts";
import {
  alphaOf,
  bothEquivalent,
  decide,
  direction,
  hasHole,
  twoOneSided,
} from "../../src/analysis/verdict.ts";

const rule = { level: 0.95, margin: 0.1 };

/** A claim of a made difference; `close` = whether it is shown to be within the margin. */
function claim(value: number, adjusted: number, close = false): AdjustedContrast {
  const reach = close ? 0.05 : 0.5;
  const estimate = { value, low: value - reach, high: value + reach, n: 20, method: "made" };
  const interval = () => ({ low: value - reach, high: value + reach });
  return {
    gap: { value, deviation: 0.1, bySmallSample: false, interval },
    estimate,
    p: adjusted,
    adjusted,
    test: "made",
  } as AdjustedContrast;
}

const evidenceOf = (
  primacy: AdjustedContrast,
  recency: AdjustedContrast,
  ends: AdjustedContrast = claim(0, 1),
  hole: readonly [p: number, drop: number] = [1, 0],
): Evidence =>
  ({
    primacy,
    recency,
    ends,
    overall: { value: 0.8 },
    worst: { p: hole[0], estimate: { value: 0.8 - hole[1] } },
  }) as unknown as Evidence;

const [up, down, none] = [claim(0.3, 0.01), claim(-0.3, 0.01), claim(0.3, 0.2)];
const close = claim(0, 1, true);

describe("the verdict of a fixed number of documents", () => {
  it("is flat where both ends are equivalent and no depth falls out", () => {
    expect(decide(evidenceOf(close, close), rule)).toBe("flat");
    expect(decide(evidenceOf(close, none), rule)).toBe("inconclusive");
    expect(decide(evidenceOf(none, close), rule)).toBe("inconclusive");
    expect(decide(evidenceOf(close, close, close, [0.01, 0.2]), rule)).toBe("inconclusive");
    expect(decide(evidenceOf(close, close, close, [0.2, 0.2]), rule)).toBe("flat");
    expect(decide(evidenceOf(close, close, close, [0.01, 0.05]), rule)).toBe("flat");
    expect([
      bothEquivalent(evidenceOf(close, none), rule),
      bothEquivalent(evidenceOf(close, close), rule),
    ]).toEqual([false, true]);
  });

  it("is by both ends where both differ the same way", () => {
    expect(decide(evidenceOf(up, up), rule)).toBe("lost in the middle");
    expect(decide(evidenceOf(down, down), rule)).toBe("inverted");
  });

  it("is of one end where one differs and the ends from each other", () => {
    expect(decide(evidenceOf(up, none, up), rule)).toBe("primacy only");
    expect(decide(evidenceOf(up, down, up), rule)).toBe("primacy only");
    expect(decide(evidenceOf(none, down, up), rule)).toBe("primacy only");
    expect(decide(evidenceOf(none, up, down), rule)).toBe("recency only");
    expect(decide(evidenceOf(up, none, none), rule)).toBe("inconclusive");
    expect(decide(evidenceOf(up, none, claim(0, 0.01)), rule)).toBe("inconclusive");
    // Neither end differs: that the ends differ is not asked.
    expect(decide(evidenceOf(none, none, up), rule)).toBe("inconclusive");
  });

  it("takes a p that is alpha for shown, and a drop that is the margin for none", () => {
    expect([direction(claim(0.3, 0.05), rule), direction(claim(-0.3, 0.05), rule)]).toEqual([1, -1]);
    expect(direction(claim(0.3, 0.0501), rule)).toBe(0);
    expect(decide(evidenceOf(up, none, claim(0.2, 0.05)), rule)).toBe("primacy only");
    const hole = (p: number, drop: number) =>
      hasHole({ overall: { value: 0.5 }, worst: { p, estimate: { value: 0.5 - drop } } } as Evidence, {
        level: 0.95,
        margin: 0.25,
      });
    expect([hole(0.05, 0.3), hole(0.051, 0.3), hole(0.05, 0.25), hole(0.05, 0.2), hole(0.05, -0.3)]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("has an alpha without rounding, and the level of two one-sided tests", () => {
    expect([alphaOf({ level: 0.95 }), alphaOf({ level: 0.9 })]).toEqual([0.05, 0.1]);
    expect(twoOneSided(rule)).toBeCloseTo(0.9, 12);
  });
});
