import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { gatherAlike } from "../../src/stats/alike-sets.ts";
import { binomialDraw } from "../../src/stats/binomial-draw.ts";
import { maxStatisticTest } from "../../src/stats/max-statistic.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";
import { signFlipTest } from "../../src/stats/sign-flip.ts";
import { smoothDraws } from "../../src/stats/smooth-draws.ts";
import { sortedQuantile } from "../../src/stats/sorted-quantile.ts";

/** Chances of 0..n successes, by the recursion of neighbours. */
function binomialChances(n: number, p: number): number[] {
  const logs = [n * Math.log(1 - p)];
  for (let k = 0; k < n; k++) logs.push((logs[k] ?? 0) + Math.log(((n - k) / (k + 1)) * (p / (1 - p))));
  return logs.map(Math.exp);
}

describe("binomialDraw", () => {
  it.each([
    [5, 0.3],
    [40, 0.07],
    [40, 0.5],
    [1000, 0.004],
    [1000, 0.31],
    [1000, 0.97],
    [1000, 0.998],
    [25, 0.4],
    [100_000, 0.2],
  ])("has the distribution of %i trials of chance %f", (n, p) => {
    const rng = createRng(7).fork(`${n} ${p}`);
    const draws = 40_000;
    const chances = binomialChances(n, p);
    const seen = new Float64Array(n + 1);
    for (let i = 0; i < draws; i++) seen[binomialDraw(n, p, rng)]!++;
    // Pearson's chi-square over cells of 20 expected draws and more.
    let [square, cells, expected, found] = [0, 0, 0, 0];
    for (let k = 0; k <= n; k++) {
      expected += draws * (chances[k] ?? 0);
      found += seen[k] ?? 0;
      if (expected < 20) continue;
      square += (found - expected) ** 2 / expected;
      cells++;
      [expected, found] = [0, 0];
    }
    const freedom = Math.max(1, cells - 1);
    expect(square).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
  });

  it("knows what is certain", () => {
    const rng = createRng(1);
    expect([binomialDraw(0, 0.5, rng), binomialDraw(9, 0, rng), binomialDraw(9, 1, rng)]).toEqual([0, 0, 9]);
  });
});

/** Draws cluster by cluster, as fewer than a thousand are. */
function plainMeans(sums: readonly number[], draws: number, sizes?: readonly number[]): Float64Array {
  const rng = createRng(3).fork("plain");
  return Float64Array.from({ length: draws }, () => {
    let [sum, size] = [0, 0];
    for (let i = 0; i < sums.length; i++) {
      const at = rng.int(sums.length);
      sum += sums[at] ?? 0;
      size += sizes?.[at] ?? 1;
    }
    return sum / size;
  }).sort();
}

const SHARES = [0.005, 0.025, 0.1, 0.5, 0.9, 0.975, 0.995];

/** How far quantiles lie apart, in standard deviations of the mean. */
function apart(a: Float64Array, b: Float64Array): number {
  const deviation = (sortedQuantile(a, 0.841) - sortedQuantile(a, 0.159)) / 2;
  return (
    Math.max(...SHARES.map((share) => Math.abs(sortedQuantile(a, share) - sortedQuantile(b, share)))) /
    deviation
  );
}

/** Of 10,000 draws the quantiles at 0.005 and 0.995 have standard errors of 0.05 deviations each. */
const BY_CHANCE = 0.2;

describe("means of many clusters", () => {
  const rng = createRng(5).fork("clusters");
  const n = 1200;
  const cases: Readonly<Record<string, { readonly sums: number[]; readonly sizes?: number[] }>> = {
    "few of another kind": { sums: Array.from({ length: n }, (_, i) => (i < 30 ? 1 : 0)) },
    "five values": { sums: Array.from({ length: n }, () => rng.int(5) / 4) },
    "all different, skewed": { sums: Array.from({ length: n }, () => -Math.log(1 - rng.float())) },
    "uneven sizes": {
      sums: Array.from({ length: n }, () => rng.float() * 3),
      sizes: Array.from({ length: n }, () => 10 + 5 * rng.float()),
    },
    "very uneven sizes": {
      sums: Array.from({ length: n }, () => rng.float()),
      sizes: Array.from({ length: n }, () => 1 + 20 * rng.float() ** 4),
    },
  };
  it.each(Object.keys(cases))("are distributed as draws one by one: %s", { tags: "simulation" }, (name) => {
    const { sums, sizes } = cases[name] ?? { sums: [] };
    const quick = resampleMeans(sums, 10_000, createRng(1), sizes);
    expect(apart(plainMeans(sums, 10_000, sizes), quick)).toBeLessThan(BY_CHANCE);
  });

  it("do not hang on the order of clusters", () => {
    const { sums = [] } = cases["few of another kind"] ?? {};
    const [a, b] = [sums, sums.toReversed()].map((one) => resampleMeans(one, 500, createRng(1)));
    expect(a).toEqual(b);
  });

  it("are the one value where all are alike, and are not smoothed where sizes vary much", () => {
    expect(new Set(resampleMeans(new Array(n).fill(0.25), 50, createRng(1)))).toEqual(new Set([0.25]));
    expect(smoothDraws([1, 2, 3], 5, [1, 1, 9])).toBeUndefined();
  });
});

/** Documents with hits at 11 depths; the chance falls by `sag` at depth 5. */
function documents(n: number, sag: number, seed: number) {
  const rng = createRng(seed).fork("documents");
  return Array.from({ length: n }, () => {
    const groups = Array.from({ length: 11 }, (_, i) => i).filter(() => rng.float() < 0.999);
    return { groups, values: groups.map((group) => (rng.float() < 0.8 - (group === 5 ? sag : 0) ? 1 : 0)) };
  });
}

describe("permutation of many sets", () => {
  it("gives the p of permuting every set by itself", { tags: "simulation" }, () => {
    for (const [sag, seed] of [
      [0, 1],
      [0.03, 3],
    ] as const) {
      const many = documents(1100, sag, seed);
      expect(gatherAlike(many).alike.length).toBe(1);
      const quick = maxStatisticTest(many, 11, 1200, createRng(1));
      const again = maxStatisticTest(many, 11, 1200, createRng(2));
      const plain = permuteEach(many, 1200);
      // Two p of 1,200 draws each differ by four standard errors at most.
      const slack = 4 * Math.sqrt((2 * plain * (1 - plain)) / 1200) + 2e-3;
      expect(Math.abs(quick - plain)).toBeLessThan(slack);
      expect(Math.abs(again - plain)).toBeLessThan(slack);
    }
  });
});

/** The same test written plainly: a shuffle a document and draw. */
function permuteEach(sets: ReturnType<typeof documents>, draws: number): number {
  const rng = createRng(9).fork("each");
  const variance = new Float64Array(11);
  for (const { groups, values } of sets) {
    const [m, h] = [values.length, values.reduce<number>((sum, value) => sum + value, 0)];
    for (const group of groups) variance[group]! += (h / m) * (1 - h / m);
  }
  const statistic = (valuesOf: (i: number) => readonly number[]): number => {
    const sums = new Float64Array(11);
    sets.forEach(({ groups, values }, i) => {
      const mean = values.reduce<number>((sum, value) => sum + value, 0) / values.length;
      const now = valuesOf(i);
      groups.forEach((group, at) => {
        sums[group]! += (now[at] ?? 0) - mean;
      });
    });
    return Math.max(...sums.map((sum, group) => Math.abs(sum) / Math.sqrt(variance[group] ?? 1)));
  };
  const observed = statistic((i) => sets[i]?.values ?? []) * (1 - 1e-9);
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++)
    if (statistic((i) => rng.shuffle(sets[i]?.values ?? [])) >= observed) extreme++;
  return (1 + extreme) / (1 + draws);
}

describe("signFlipTest of thousands", () => {
  it("is the exact binomial test where all differences are one hit", () => {
    // python3 -c "from scipy.stats import binomtest as b; print(b(5100, 10000).pvalue, b(2600, 5000).pvalue)"
    const ones = (up: number, down: number) => [...new Array(up).fill(1), ...new Array(down).fill(-1)];
    expect(signFlipTest(ones(5100, 4900), 100, createRng(1))).toBeCloseTo(0.04658552770494645, 9);
    expect(signFlipTest(ones(2600, 2400), 100, createRng(1))).toBeCloseTo(0.004883649737517494, 9);
    expect(signFlipTest(ones(3000, 3000), 100, createRng(1))).toBe(1);
  });

  it("agrees with the exact count of fractions, at the size where one way gives over to the other", () => {
    const rng = createRng(4).fork("fractions");
    const sizes = [1 / 6, 1 / 3, 1 / 2, 1];
    const differences = Array.from({ length: 2500 }, () => rng.pick(sizes) * (rng.float() < 0.52 ? 1 : -1));
    // The same walk by convolution, in sixths.
    const units = differences.map((d) => Math.round(Math.abs(d) * 6));
    let chances = [1];
    for (const unit of units) {
      const next = new Array<number>(chances.length + unit).fill(0);
      chances.forEach((chance, s) => {
        next[s] = (next[s] ?? 0) + chance / 2;
        next[s + unit] = (next[s + unit] ?? 0) + chance / 2;
      });
      chances = next;
    }
    const span = chances.length - 1;
    const sum = Math.abs(Math.round(6 * differences.reduce((all, d) => all + d, 0)));
    const p = chances.reduce((all, chance, s) => all + (Math.abs(2 * s - span) >= sum ? chance : 0), 0);
    expect(signFlipTest(differences, 100, createRng(1))).toBeCloseTo(p, 9);
  });

  it("says no less than what rounding can tell", () => {
    expect(signFlipTest(new Array(4000).fill(1), 100, createRng(1))).toBe(1e-12);
  });
});
