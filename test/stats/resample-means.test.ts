import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";
import { smoothDraws } from "../../src/stats/smooth-draws.ts";

const DRAWS = 300;
const drawn = (sums: readonly number[], sizes?: readonly number[]) =>
  resampleMeans(sums, DRAWS, createRng("means"), sizes);
const hits = (n: number, k: number): number[] => Array.from({ length: n }, (_, i) => Number(i < k));
const isSorted = (values: Float64Array): boolean =>
  values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));

function moments(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

describe("means of a thousand clusters and more", () => {
  it("are drawn where fewer than 100 are unlike the rest, and smooth from there on", () => {
    const rare = drawn(hits(1000, 99));
    for (const mean of rare) expect(mean * 1000).toBeCloseTo(Math.round(mean * 1000), 9);
    expect(isSorted(rare)).toBe(true);
    const { mean, deviation } = moments(rare);
    const wanted = Math.sqrt((0.099 * 0.901) / 1000);
    expect(Math.abs(mean - 0.099)).toBeLessThan((4 * wanted) / Math.sqrt(DRAWS));
    expect(Math.abs(deviation / wanted - 1)).toBeLessThan(4 / Math.sqrt(2 * DRAWS));
    expect(drawn(hits(1000, 100))).toEqual(smoothDraws(hits(1000, 100), DRAWS));
  });

  it("are smooth where all clusters are different, and drawn below a thousand", () => {
    const different = Array.from({ length: 1000 }, (_, i) => Math.sqrt(i));
    expect(drawn(different)).toEqual(smoothDraws(different, DRAWS));
    const fewer = different.slice(0, 999);
    expect(drawn(fewer)).not.toEqual(smoothDraws(fewer, DRAWS));
    expect(isSorted(drawn(fewer))).toBe(true);
  });

  it("of uneven sizes are ratios of sums: nine hits of a document of nine, else one miss of one", () => {
    const n = 1000;
    const large = hits(n, 200);
    const means = drawn(
      large.map((one) => 9 * one),
      large.map((one) => 1 + 8 * one),
    );
    // k of the drawn documents are large: 9 k / (n + 8 k).
    const counts = means.map((mean) => (mean * n) / (9 - 8 * mean));
    for (const count of counts) expect(count).toBeCloseTo(Math.round(count), 6);
    expect(isSorted(means)).toBe(true);
    const { mean, deviation } = moments(counts);
    expect(Math.abs(mean - 200)).toBeLessThan((4 * Math.sqrt(160)) / Math.sqrt(DRAWS));
    expect(Math.abs(deviation / Math.sqrt(160) - 1)).toBeLessThan(4 / Math.sqrt(2 * DRAWS));
  });

  it("of uneven sizes hang on no order of clusters, where they are alike", () => {
    const rng = createRng("clusters");
    const sizes = Array.from({ length: 1200 }, () => rng.pick([1, 5, 30]));
    const sums = sizes.map((size) => Math.min(size, rng.int(4)));
    const order = rng.shuffle(sizes.map((_, i) => i));
    const again = drawn(
      order.map((i) => sums[i] ?? 0),
      order.map((i) => sizes[i] ?? 0),
    );
    expect(again).toEqual(drawn(sums, sizes));
  });

  it("of uneven sizes that are all different are drawn one by one, with their ratio in the middle", () => {
    const sizes = Array.from({ length: 1000 }, (_, i) => 1 + i ** 2 / 1000);
    const sums = sizes.map((size, i) => (i % 3 === 0 ? size : 0));
    const means = drawn(sums, sizes);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const ratio = sums.reduce((sum, one) => sum + one, 0) / total;
    const pulls = sums.map((sum, i) => (sum - ratio * (sizes[i] ?? 0)) / (total / 1000));
    const wanted = Math.sqrt(pulls.reduce((sum, pull) => sum + pull ** 2, 0)) / 1000;
    const { mean, deviation } = moments(means);
    expect(Math.abs(mean - ratio)).toBeLessThan((5 * wanted) / Math.sqrt(DRAWS));
    expect(Math.abs(deviation / wanted - 1)).toBeLessThan(5 / Math.sqrt(2 * DRAWS));
  });
});
