import betaQuantileOfStdlib from "@stdlib/stats-base-dists-beta-quantile";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { bcaInterval } from "../../src/stats/bca-interval.ts";
import { betaQuantile } from "../../src/stats/beta-quantile.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { effectiveSample } from "../../src/stats/effective-sample.ts";
import { expandedLevel } from "../../src/stats/expanded-level.ts";
import { holm } from "../../src/stats/holm.ts";
import { incompleteBeta } from "../../src/stats/incomplete-beta.ts";
import { maxStatisticTest } from "../../src/stats/max-statistic.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { newcombe } from "../../src/stats/newcombe.ts";
import { normalCdf } from "../../src/stats/normal-cdf.ts";
import { normalQuantile } from "../../src/stats/normal-quantile.ts";
import { percentileInterval } from "../../src/stats/percentile-interval.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";
import { signFlipTest } from "../../src/stats/sign-flip.ts";
import { sortedQuantile } from "../../src/stats/sorted-quantile.ts";
import { studentQuantile } from "../../src/stats/student-quantile.ts";
import { wilson } from "../../src/stats/wilson.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

/** Relative to the larger of the value and 1e-300, so that tails count as much as centres. */
function near(got: number, wanted: number, tolerance: number): void {
  expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(wanted), 1e-300),
  );
}

function nearBoth(
  got: { low: number; high: number },
  wanted: { low: number; high: number },
  tolerance: number,
): void {
  expect(Math.abs(got.low - wanted.low)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(got.high - wanted.high)).toBeLessThanOrEqual(tolerance);
}

describe("against scipy (test/fixtures/stats/make.py)", () => {
  it("normalQuantile", () => {
    for (const { p, z } of reference.normalQuantile)
      near(normalQuantile(p), z, p === 1 - 1e-12 ? 1e-9 : 1e-14);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-1), normalQuantile(2)]).toEqual([
      -Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("normalCdf", () => {
    for (const { z, p } of reference.normalCdf) expect(Math.abs(normalCdf(z) - p)).toBeLessThan(2e-7);
  });

  it("studentQuantile", () => {
    // scipy 1.10 itself is off by 8e-9 here: 40 figures of t(0.025, 39) begin -2.02269092003676.
    for (const { p, freedom, t } of reference.studentQuantile)
      expect(Math.abs(studentQuantile(p, freedom) - t)).toBeLessThan(2e-8 * Math.max(1, Math.abs(t)));
    near(studentQuantile(0.025, 39), -2.02269092003676, 1e-12);
    expect(studentQuantile(0.5, 3)).toBe(0);
  });

  it("incompleteBeta", () => {
    for (const { x, a, b, p } of reference.incompleteBeta) near(incompleteBeta(x, a, b), p, 1e-9);
    expect([-0.5, 0, 1, 1.5].map((x) => incompleteBeta(x, 2, 3))).toEqual([0, 0, 1, 1]);
  });

  it("betaQuantile, also against @stdlib", () => {
    for (const { p, a, b, x } of reference.betaQuantile) {
      near(betaQuantile(p, a, b), x, 1e-9);
      near(betaQuantile(p, a, b), betaQuantileOfStdlib(p, a, b), 1e-6);
    }
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });

  it("wilson", () => {
    for (const { hits, n, level, ...wanted } of reference.wilson)
      nearBoth(wilson(hits, n, level), wanted, 1e-12);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it("mcnemar", () => {
    for (const { gains, losses, p } of reference.mcnemar) near(mcnemar(gains, losses), p, 1e-9);
    expect(mcnemar(0, 0)).toBe(1);
  });

  it("signFlipTest, counted exactly and from draws", () => {
    for (const { differences, p } of reference.signFlip) {
      near(signFlipTest(differences, 0, createRng("unused")), p, 1e-9);
      // A little off every grid, so that it is drawn: three standard errors of 40,000 draws.
      const off = differences.map((d) => d * Math.SQRT2);
      const drawn = signFlipTest(off, 40_000, createRng("flips"));
      expect(Math.abs(drawn - p)).toBeLessThan(3 * Math.sqrt((p * (1 - p)) / 40_000) + 1 / 40_000);
    }
  });

  it("expandedLevel", () => {
    for (const { level, clusters, expanded } of reference.expandedLevel)
      expect(Math.abs(expandedLevel(level, clusters) - expanded)).toBeLessThan(4e-7);
  });

  it("holm", () => {
    for (const { ps, adjusted } of reference.holm)
      holm(ps).forEach((p, i) => {
        near(p, adjusted[i] as number, 1e-12);
      });
  });

  it("newcombe", () => {
    for (const { first, second, n, phi, level, ...wanted } of reference.newcombe)
      nearBoth(newcombe(first / n, second / n, n, level, phi), wanted, 1e-12);
  });

  it("maxStatisticTest comes near the share of all arrangements", () => {
    for (const { values, p } of reference.maxStatistic) {
      const sets = values.map((row) => ({ groups: row.map((_, depth) => depth), values: row }));
      // 40,000 draws: three standard errors are 3 sqrt(p (1 - p) / 40000).
      const got = maxStatisticTest(sets, 3, 40_000, createRng("arrangements"));
      expect(Math.abs(got - p)).toBeLessThan(3 * Math.sqrt((p * (1 - p)) / 40_000) + 1 / 40_000);
    }
  });

  it("bcaInterval", () => {
    for (const { values, level, ...wanted } of reference.bcaInterval) {
      const sorted = resampleMeans(values, 100_000, createRng("bca"));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const influence = values.map((value) => value - mean);
      nearBoth(bcaInterval({ sorted, mean, influence }, level), wanted, 0.006);
    }
  });

  it("percentileInterval", () => {
    for (const { values, level, ...wanted } of reference.percentileInterval) {
      const sorted = resampleMeans(values, 100_000, createRng("percentile"));
      nearBoth(percentileInterval(sorted, values.length, level), wanted, 0.006);
    }
  });

  it("sortedQuantile", () => {
    for (const { values, p, q } of reference.sortedQuantile)
      expect(sortedQuantile(values, p)).toBeCloseTo(q, 12);
  });

  it("effectiveSample", () => {
    for (const { sums, sizes, n } of reference.effectiveSample) near(effectiveSample(sums, sizes), n, 1e-12);
  });

  it("detectableGap", () => {
    for (const { gap, ...asked } of reference.detectableGap) near(detectableGap(asked), gap, 1e-9);
  });
});

describe("published figures", () => {
  it("Wilson 95 % of 50/50 and 14/50", () => {
    expect(wilson(50, 50).low).toBeCloseTo(0.9287, 4);
    expect(wilson(50, 50).high).toBe(1);
    expect(wilson(14, 50).low).toBeCloseTo(0.1747, 4);
    expect(wilson(14, 50).high).toBeCloseTo(0.4167, 4);
  });

  it.each([
    [37, 6, 1.64e-6],
    [9, 11, 0.824],
    [31, 8, 2.94e-4],
    [14, 7, 0.189],
    [22, 10, 0.0501],
    [5, 5, 1],
  ])("McNemar %i-%i", (gains, losses, p) => {
    near(mcnemar(gains, losses), p, 3e-3);
  });
});
