import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { effectiveSample } from "../../src/stats/effective-sample.ts";
import { holm } from "../../src/stats/holm.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { newcombe } from "../../src/stats/newcombe.ts";
import { signFlipTest } from "../../src/stats/sign-flip.ts";
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
  it("sign flips of single pairs are McNemar's test", () => {
    const few = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(few, few, few, (gains, losses, alike) => {
        const differences = [
          ...new Array(gains).fill(1),
          ...new Array(losses).fill(-1),
          ...new Array(alike).fill(0),
        ];
        expect(signFlipTest(differences, 0, createRng(1))).toBeCloseTo(mcnemar(gains, losses), 9);
        expect(mcnemar(losses, gains)).toBe(mcnemar(gains, losses));
      }),
      settings,
    );
  });

  it("hold their level on flat documents, two trials against three: 500 runs of 300, luck shared by zone", {
    tags: "simulation",
  }, () => {
    let rejected = 0;
    for (let run = 0; run < 500; run++) {
      const rng = createRng(`sides${run}`);
      // Neighbouring depths share a document's local luck; a test that takes trials for units is misled by it.
      const share = (trials: number) => {
        const chance = 0.9 - 0.2 * rng.int(2);
        return Array.from({ length: trials }, () => +(rng.float() < chance)).reduce((a, b) => a + b) / trials;
      };
      const differences = Array.from({ length: 300 }, () => share(2) - share(3));
      if (signFlipTest(differences, 0, rng) <= 0.05) rejected++;
    }
    // 38 is the 99.5 % quantile of Binomial(500, 0.05).
    expect(rejected).toBeLessThanOrEqual(38);
    expect(rejected).toBeGreaterThanOrEqual(10);
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
    // Two documents: share 1/2, variance 2 (1^2 + 1^2) / 8^2 = 1/16.
    expect(effectiveSample([3, 1], [4, 4])).toBeCloseTo(4, 12);
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
