import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../src/random.ts";
import { confidenceSequence } from "../../src/stats/confidence-sequence.ts";
import { shownAfter } from "../../src/stats/shown-after.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

const settings = { seed: 21, numRuns: 200 };
const difference = fc.constantFrom(-1, -0.5, -1 / 3, -1 / 6, 0, 1 / 6, 1 / 3, 0.5, 2 / 3, 1);
const differences = fc.array(difference, { maxLength: 60 });
const mean = fc.double({ min: -1, max: 1, noNaN: true });

describe("against scipy (test/fixtures/stats/make.py)", () => {
  it("confidenceSequence", () => {
    for (const { values, level, bounds, low, high } of reference.confidenceSequence) {
      const got = confidenceSequence(values, level, bounds);
      expect(got.low).toBeCloseTo(low, 9);
      expect(got.high).toBeCloseTo(high, 9);
    }
  });
  it("shownAfter", () => {
    for (const { values, mean, alpha, after } of reference.shownAfter)
      expect(shownAfter(values, { mean, alpha }) ?? null).toBe(after);
  });
});

describe("a confidence sequence", () => {
  it("never widens with more values, and is within the bounds", () => {
    fc.assert(
      fc.property(differences, difference, (values, next) => {
        const before = confidenceSequence(values, 0.9);
        const after = confidenceSequence([...values, next], 0.9);
        fc.pre(shownAfter([...values, next], { mean: before.high, alpha: 0.05 }) === undefined);
        expect(after.low).toBeGreaterThanOrEqual(before.low - 1e-9);
        expect(after.high).toBeLessThanOrEqual(before.high + 1e-9);
        expect(after.low).toBeLessThanOrEqual(after.high);
        expect(before.low).toBeGreaterThanOrEqual(-1);
      }),
      settings,
    );
  });

  it("is wider at a higher level, mirrors, and follows a change of scale", () => {
    fc.assert(
      fc.property(differences, (values) => {
        const narrow = confidenceSequence(values, 0.9);
        const wide = confidenceSequence(values, 0.99);
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-9);
        const mirrored = confidenceSequence(
          values.map((value) => -value),
          0.9,
        );
        expect(mirrored.low).toBeCloseTo(-narrow.high, 9);
        const shares = values.map((value) => (value + 1) / 2);
        const scaled = confidenceSequence(shares, 0.9, { low: 0, high: 1 });
        expect(2 * scaled.low - 1).toBeCloseTo(narrow.low, 9);
        expect(2 * scaled.high - 1).toBeCloseTo(narrow.high, 9);
      }),
      settings,
    );
  });

  it("knows nothing without a value", () => {
    expect(confidenceSequence([], 0.95)).toEqual({ low: -1, high: 1 });
  });
});

describe("shownAfter", () => {
  it("shows less of a higher mean, and less at a smaller alpha", () => {
    fc.assert(
      fc.property(differences, mean, mean, (values, a, b) => {
        const at = (m: number, alpha: number): number => shownAfter(values, { mean: m, alpha }) ?? Infinity;
        expect(at(Math.min(a, b), 0.05)).toBeLessThanOrEqual(at(Math.max(a, b), 0.05));
        expect(at(a, 0.05)).toBeLessThanOrEqual(at(a, 0.01));
      }),
      settings,
    );
  });
  it("needs a value above the lowest possible mean, and no more", () => {
    expect(shownAfter([-1, -1, 0], { mean: -1, alpha: 0.01 })).toBe(3);
    expect(shownAfter([0, -1], { mean: -1, alpha: 0.01 })).toBe(1);
    expect(shownAfter([-1, -1], { mean: -1, alpha: 0.01 })).toBeUndefined();
  });
});

/** Draws with their mean. */
const sources: Readonly<Record<string, readonly [number, (rng: Rng) => number]>> = {
  "coins of 0.5": [0, (rng) => (rng.float() < 0.5 ? 1 : -1)],
  "rare losses": [-0.04, (rng) => (rng.float() < 0.04 ? -1 : 0)],
  "rare gains of a half": [0.05, (rng) => (rng.float() < 0.1 ? 0.5 : 0)],
  "means of two and three": [0.3, (rng) => meanOf(rng, 2, 0.9) - meanOf(rng, 3, 0.6)],
  even: [0, (rng) => 2 * rng.float() - 1],
  "always the same": [1 / 3, () => 1 / 3],
  "always the highest": [1, () => 1],
};

function meanOf(rng: Rng, trials: number, chance: number): number {
  let hits = 0;
  for (let i = 0; i < trials; i++) if (rng.float() < chance) hits++;
  return hits / trials;
}

describe("2,000 sequences of 200 values: a bound of 5 % a side is ever wrong in at most so many", {
  tags: "simulation",
}, () => {
  // 99.5 % quantile of Binomial(2000, 0.05) as a share.
  const ALLOWED = 126 / 2000;
  it.each(Object.keys(sources))("%s", (name) => {
    const [truth, draw] = sources[name] ?? [0, () => 0];
    let [above, below] = [0, 0];
    for (let run = 0; run < 2000; run++) {
      const rng = createRng(`sequence/${name}/${run}`);
      const values = Array.from({ length: 200 }, () => draw(rng));
      // A mean that is met exactly is not above itself; rounding of a third would say so.
      const slack = 1e-12;
      if (shownAfter(values, { mean: truth + slack, alpha: 0.05 }) !== undefined) above++;
      const mirrored = values.map((value) => -value);
      if (shownAfter(mirrored, { mean: -truth + slack, alpha: 0.05 }) !== undefined) below++;
    }
    expect(above / 2000).toBeLessThanOrEqual(ALLOWED);
    expect(below / 2000).toBeLessThanOrEqual(ALLOWED);
    // Both sides together: covered at every n at once with chance 0.9 or more.
    expect((above + below) / 2000).toBeLessThanOrEqual(0.1 + 0.014);
  });
});
