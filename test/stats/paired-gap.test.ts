import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { bcaInterval } from "../../src/stats/bca-interval.ts";
import { expandedLevel } from "../../src/stats/expanded-level.ts";
import { newcombe } from "../../src/stats/newcombe.ts";
import { type Pair, pairedGap } from "../../src/stats/paired-gap.ts";
import { percentileInterval } from "../../src/stats/percentile-interval.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";

const gapOf = (pairs: readonly Pair[]) => pairedGap(pairs, 2000, createRng("gap"));
/** Pairs of given differences. */
const pairsOf = (differences: readonly number[]): Pair[] =>
  differences.map((d) => ({ first: 0.5 + d / 2, second: 0.5 - d / 2 }));
const skewed = [0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.3, 0.5, 1, 1];

/** Percentile and BCa interval of the draws that `gapOf` makes, and their hull. */
function hullOf(differences: readonly number[], mean: number, level: number) {
  const n = differences.length;
  const sorted = resampleMeans(differences, 2000, createRng("gap"));
  const plain = percentileInterval(sorted, n, level);
  const influence = differences.map((d) => d - mean);
  const bca = bcaInterval({ sorted, mean, influence }, expandedLevel(level, n));
  return { plain, bca, low: Math.min(plain.low, bca.low), high: Math.max(plain.high, bca.high) };
}

describe("a paired gap", () => {
  it("has the mean and the sample deviation of the differences", () => {
    const { value, deviation } = gapOf(pairsOf([0.5, -0.5, 1, 0]));
    expect(value).toBeCloseTo(0.25, 12);
    // Squares of 0.25, -0.75, 0.75, -0.25 add up to 1.25, over three.
    expect(deviation).toBeCloseTo(Math.sqrt(1.25 / 3), 12);
  });

  it("of one document is Newcombe's interval, and has no deviation", () => {
    const gap = gapOf(pairsOf([1]));
    expect(gap.deviation).toBe(0);
    expect(gap.interval(0.95)).toEqual(newcombe(1, 0, 1, 0.95));
    expect(gap.interval(0.9)).toEqual(newcombe(1, 0, 1, 0.9));
  });

  it("is by draws alone from five documents unlike the rest on, and joined to Newcombe's below", () => {
    const unlike = (k: number) => [...new Array(20).fill(0), ...new Array(k).fill(0.5)];
    for (const k of [0, 1, 4, 5, 6]) {
      const differences = unlike(k);
      const gap = gapOf(pairsOf(differences));
      const n = differences.length;
      const drawn = hullOf(differences, gap.value, 0.95);
      const small = newcombe(gap.value, 0, n, 0.95);
      expect(gap.bySmallSample).toBe(k < 5);
      const { low, high } = gap.interval(0.95);
      expect(low).toBeCloseTo(k < 5 ? Math.min(drawn.low, small.low) : drawn.low, 12);
      expect(high).toBeCloseTo(k < 5 ? Math.max(drawn.high, small.high) : drawn.high, 12);
    }
    // Two kinds, ten of each: ten are unlike the most common one, whichever it is.
    expect(gapOf(pairsOf([...new Array(10).fill(0), ...new Array(10).fill(1)])).bySmallSample).toBe(false);
    // A third as 1/3 and as 1 - 2/3 is one value.
    const thirds = [...new Array(6).fill(1 / 3), ...new Array(6).fill(1 - 2 / 3)];
    expect(gapOf(thirds.map((first) => ({ first, second: 0 }))).bySmallSample).toBe(true);
  });

  it("is the hull of the percentile and the BCa interval", () => {
    for (const differences of [skewed, skewed.map((d) => -d)]) {
      const gap = gapOf(pairsOf(differences));
      const { plain, bca, low, high } = hullOf(differences, gap.value, 0.9);
      expect(gap.interval(0.9).low).toBeCloseTo(low, 9);
      expect(gap.interval(0.9).high).toBeCloseTo(high, 9);
      // Each of the two is the wider one on one side.
      expect(Math.sign(bca.low - plain.low)).toBe(Math.sign(bca.high - plain.high));
    }
  });
});
