import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { bcaInterval } from "../../src/stats/bca-interval.ts";
import { isEquivalent } from "../../src/stats/equivalence.ts";
import { maxStatisticTest } from "../../src/stats/max-statistic.ts";
import { pairedGap } from "../../src/stats/paired-gap.ts";
import { percentileInterval } from "../../src/stats/percentile-interval.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";

const alike = (n: number, first: number, second: number) =>
  Array.from({ length: n }, () => ({ first, second }));
const gapOf = (pairs: readonly { first: number; second: number }[]) =>
  pairedGap(pairs, 1000, createRng("gap"));

describe("resampleMeans", () => {
  it("repeats from a seed and is sorted", () => {
    const once = resampleMeans([0, 1, 1, 0, 1], 500, createRng(3));
    expect(resampleMeans([0, 1, 1, 0, 1], 500, createRng(3))).toEqual(once);
    expect([...once]).toEqual([...once].sort((a, b) => a - b));
  });

  it("weighs clusters by size: one of 9 misses and one of 1 hit average 0.1, not 0.5", () => {
    const means = new Set(resampleMeans([0, 1], 2000, createRng(1), [9, 1]));
    expect([...means].sort()).toEqual([0, 0.1, 1]);
  });

  it("spreads as the standard error says", () => {
    const values = Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const means = resampleMeans(values, 10_000, createRng(9));
    const centre = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    const deviation = Math.sqrt(means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / means.length);
    expect(centre).toBeCloseTo(33 / 50, 2);
    expect(deviation).toBeCloseTo(Math.sqrt((33 * 17) / 50 ** 3), 2);
  });
});

describe("intervals from draws", () => {
  it("say nothing from one cluster, and have no width where clusters are alike", () => {
    expect(percentileInterval(Float64Array.of(1, 1), 1, 0.95)).toEqual({ low: -Infinity, high: Infinity });
    const sorted = resampleMeans([0.4, 0.4], 10, createRng(1));
    expect(bcaInterval({ sorted, mean: 0.4, influence: [0, 0] }, 0.95)).toEqual({ low: 0.4, high: 0.4 });
  });

  it("a BCa interval is finite where the mean lies outside of all draws", () => {
    for (const mean of [-5, 5]) {
      const { low, high } = bcaInterval(
        { sorted: Float64Array.of(0, 1, 2), mean, influence: [-1, 0, 1] },
        0.9,
      );
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(2);
    }
  });

  it("a BCa interval leans the way the values do; an expanded percentile interval is wider than a plain one", () => {
    const values = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
    const sorted = resampleMeans(values, 20_000, createRng(4));
    const influence = values.map((value) => value - 0.2);
    const bca = bcaInterval({ sorted, mean: 0.2, influence }, 0.9);
    expect(bca.high - 0.2).toBeGreaterThan(0.2 - bca.low);
    expect(percentileInterval(sorted, 10, 0.9).high).toBeGreaterThan(sorted[19_000] as number);
  });
});

describe("pairedGap", () => {
  it("four perfect documents are no proof of flatness; thirty are, within 0.1", () => {
    expect(isEquivalent(gapOf(alike(4, 1, 1)).interval(0.9), 0.1)).toBe(false);
    expect(isEquivalent(gapOf(alike(24, 1, 1)).interval(0.9), 0.1)).toBe(false);
    expect(isEquivalent(gapOf(alike(30, 1, 1)).interval(0.9), 0.1)).toBe(true);
    expect(isEquivalent(gapOf(alike(52, 1, 1)).interval(0.9), 0.05)).toBe(true);
  });

  it("a whole gap in every document has an interval, not a point", () => {
    const gap = gapOf(alike(20, 1, 0));
    expect(gap.value).toBe(1);
    expect(gap.interval(0.95).low).toBeLessThan(0.85);
    expect(gap.interval(0.95).high).toBe(1);
  });

  it("holds its value and grows with the level, for any recalls", () => {
    const recall = fc.constantFrom(0, 0.25, 1 / 3, 0.5, 2 / 3, 1);
    fc.assert(
      fc.property(
        fc.array(fc.record({ first: recall, second: recall }), { minLength: 1, maxLength: 30 }),
        (pairs) => {
          const gap = pairedGap(pairs, 200, createRng("property"));
          const inner = gap.interval(0.8);
          const outer = gap.interval(0.99);
          expect(outer.low).toBeLessThanOrEqual(inner.low + 1e-12);
          expect(outer.high).toBeGreaterThanOrEqual(inner.high - 1e-12);
          expect(outer.low).toBeGreaterThanOrEqual(-1);
          expect(outer.high).toBeLessThanOrEqual(1);
          expect(outer.low).toBeLessThanOrEqual(gap.value);
          expect(outer.high).toBeGreaterThanOrEqual(gap.value);
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  it("10,000 draws of 1,000 documents take well under two seconds", () => {
    const pairs = Array.from({ length: 1000 }, (_, i) => ({ first: 1, second: i % 2 }));
    const start = process.cpuUsage();
    pairedGap(pairs, 10_000, createRng("speed"));
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(2);
  });
});

describe("maxStatisticTest", () => {
  const row = (values: number[]) => ({ groups: values.map((_, i) => i), values });

  it("is 1 where nothing can differ", () => {
    expect(maxStatisticTest([], 3, 100, createRng(1))).toBe(1);
    expect(maxStatisticTest([row([1, 1, 1]), row([0, 0, 0])], 3, 100, createRng(1))).toBe(1);
  });

  it("finds one bad depth and takes sets with holes", () => {
    const sets = Array.from({ length: 12 }, (_, i) =>
      i % 4 === 0 ? { groups: [0, 2], values: [1, 0] } : row([1, 1, 0]),
    );
    expect(maxStatisticTest(sets, 3, 2000, createRng(2))).toBeLessThan(0.005);
  });

  it("rejects a flat truth at most as often as it says: 5 % of 400 runs", { tags: "simulation" }, () => {
    let rejected = 0;
    for (let run = 0; run < 400; run++) {
      const rng = createRng(`flat${run}`);
      const sets = Array.from({ length: 15 }, () =>
        row(Array.from({ length: 5 }, () => +(rng.float() < 0.8))),
      );
      if (maxStatisticTest(sets, 5, 199, rng) <= 0.05) rejected++;
    }
    // 20 expected; 32 is the 99.5 % quantile of Binomial(400, 0.05).
    expect(rejected).toBeLessThanOrEqual(32);
    expect(rejected).toBeGreaterThanOrEqual(5);
  });
});
