import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { effectiveSample } from "../../src/stats/effective-sample.ts";
import { holm } from "../../src/stats/holm.ts";
import { matchedSetsTest } from "../../src/stats/matched-sets.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { newcombe } from "../../src/stats/newcombe.ts";
import { wilson } from "../../src/stats/wilson.ts";

const settings = { seed: 20, numRuns: 300 };
const share = fc
  .integer({ min: 1, max: 400 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("intervals of a share", () => {
  it("hold the share, mirror hits and misses, shrink with n", () => {
    fc.assert(
      fc.property(share, ([hits, n]) => {
        const { low, high } = wilson(hits, n);
        const larger = wilson(hits * 4, n * 4);
        expect(low).toBeLessThanOrEqual(hits / n);
        expect(high).toBeGreaterThanOrEqual(hits / n);
        expect(wilson(n - hits, n).low).toBeCloseTo(1 - high, 9);
        expect(larger.high - larger.low).toBeLessThan(high - low);
      }),
      settings,
    );
  });

  it("a Wilson interval of 50 trials covers every truth from 0.1 to 0.9 with chance 0.93 to 0.975 (exact)", () => {
    const truths = Array.from({ length: 81 }, (_, i) => 0.1 + i / 100);
    const covers = truths.map((truth) => {
      let chance = (1 - truth) ** 50;
      let covered = 0;
      for (let hits = 0; hits <= 50; hits++) {
        const { low, high } = wilson(hits, 50);
        if (low <= truth && truth <= high) covered += chance;
        chance *= ((50 - hits) / (hits + 1)) * (truth / (1 - truth));
      }
      return covered;
    });
    expect(Math.min(...covers)).toBeGreaterThan(0.93);
    expect(Math.max(...covers)).toBeLessThan(0.975);
    expect(covers.reduce((sum, cover) => sum + cover, 0) / covers.length).toBeCloseTo(0.953, 2);
  });

  it("Newcombe's interval of a difference mirrors and holds the difference", () => {
    fc.assert(
      fc.property(share, fc.double({ min: 0, max: 1, noNaN: true }), ([hits, n], other) => {
        const { low, high } = newcombe(hits / n, other, n);
        const mirrored = newcombe(other, hits / n, n);
        expect(low).toBeLessThanOrEqual(hits / n - other);
        expect(high).toBeGreaterThanOrEqual(hits / n - other);
        expect(mirrored.low).toBeCloseTo(-high, 9);
        expect(high - low).toBeGreaterThan(0);
      }),
      settings,
    );
  });
});

describe("tests of paired hits", () => {
  it("matched sets of one and one are McNemar's test", () => {
    const few = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(few, few, few, (gains, losses, alike) => {
        const set = (firstHits: number, secondHits: number) => ({
          firstTrials: 1,
          secondTrials: 1,
          firstHits,
          secondHits,
        });
        const sets = [
          ...Array.from({ length: gains }, () => set(1, 0)),
          ...Array.from({ length: losses }, () => set(0, 1)),
          ...Array.from({ length: alike }, () => set(1, 1)),
        ];
        expect(matchedSetsTest(sets)).toBeCloseTo(mcnemar(gains, losses), 9);
        expect(mcnemar(losses, gains)).toBe(mcnemar(gains, losses));
      }),
      settings,
    );
  });

  it("is valid for groups of unlike size, where a sign test is not: 500 flat runs of 300 documents", () => {
    let rejected = 0;
    let signs = 0;
    for (let run = 0; run < 500; run++) {
      const rng = createRng(`sets${run}`);
      const hits = (trials: number) =>
        Array.from({ length: trials }, () => +(rng.float() < 0.9)).reduce((a, b) => a + b);
      const sets = Array.from({ length: 300 }, () => ({
        firstTrials: 2,
        firstHits: hits(2),
        secondTrials: 3,
        secondHits: hits(3),
      }));
      if (matchedSetsTest(sets) <= 0.05) rejected++;
      const ahead = sets.filter((s) => s.firstHits / 2 > s.secondHits / 3).length;
      const behind = sets.filter((s) => s.firstHits / 2 < s.secondHits / 3).length;
      if (mcnemar(ahead, behind) <= 0.05) signs++;
    }
    // 38 is the 99.5 % quantile of Binomial(500, 0.05).
    expect(rejected).toBeLessThanOrEqual(38);
    expect(signs).toBeGreaterThan(2 * rejected);
  });

  it("Holm's values are in order, never below the plain ones, at most n times them", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
        const adjusted = holm(ps);
        adjusted.forEach((p, i) => {
          expect(p).toBeGreaterThanOrEqual(ps[i] as number);
          expect(p).toBeLessThanOrEqual(1);
          ps.forEach((other, j) => {
            if ((ps[i] as number) <= other) expect(p).toBeLessThanOrEqual(adjusted[j] as number);
          });
        });
      }),
      settings,
    );
  });
});

describe("sizes", () => {
  it("an effective sample lies between the documents and the trials of alike documents", () => {
    expect(effectiveSample([5, 5, 0, 0], [5, 5, 5, 5])).toBeCloseTo(3, 9);
    expect(effectiveSample([5, 5, 5], [5, 5, 5])).toBe(15);
    expect(effectiveSample([4], [5])).toBe(1);
    expect(effectiveSample([], [])).toBe(0);
  });

  it("a detectable gap falls with n, rises with noise, is never 0 nor above 1", () => {
    const noise = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), noise, (n, deviation) => {
        const gap = detectableGap({ n, deviation });
        expect(gap).toBeGreaterThan(0);
        expect(gap).toBeLessThanOrEqual(1);
        expect(detectableGap({ n: n + 1, deviation })).toBeLessThanOrEqual(gap);
        expect(detectableGap({ n, deviation: Math.min(1, deviation + 0.1) })).toBeGreaterThanOrEqual(gap);
      }),
      settings,
    );
  });
});
