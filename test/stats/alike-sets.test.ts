import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { gatherAlike, permuteAlike } from "../../src/stats/alike-sets.ts";

interface Set {
  readonly groups: readonly number[];
  readonly values: readonly number[];
}

const copies = (n: number, groups: readonly number[], values: readonly number[]): Set[] =>
  Array.from({ length: n }, () => ({ groups, values }));

const certain = copies(300, [0, 1, 2], [1, 1, 1]);
const hits = [...copies(400, [0, 1, 2], [1, 0, 0]), ...copies(200, [0, 1, 2], [1, 1, 0])];
const halves = copies(100, [0, 2], [0.25, 0.75]);
const rare = copies(99, [1, 2], [0, 1]);
const three = copies(1, [0, 1, 2], [0, 0.5, 1]);

describe("alike sets", () => {
  it("are gathered by groups and values: how many sets, high values of a set and of a place", () => {
    const { alike, others } = gatherAlike([...hits, ...halves, ...rare, ...three, ...certain]);
    expect(others).toEqual([...three, ...rare]);
    expect(alike.map(({ left, spread, ...one }) => one)).toEqual([
      {
        groups: [0, 1, 2],
        low: 0,
        step: 1,
        sets: Float64Array.of(0, 400, 200, 0),
        hitsOf: Float64Array.of(600, 200, 0),
        count: 600,
        hits: 800,
      },
      {
        groups: [0, 2],
        low: 0.25,
        step: 0.5,
        sets: Float64Array.of(0, 100, 0),
        hitsOf: Float64Array.of(0, 100),
        count: 100,
        hits: 100,
      },
    ]);
  });

  it("are in one order, whatever the order of sets", () => {
    const all = [...hits, ...halves, ...rare, ...certain];
    expect(gatherAlike(all.toReversed()).alike).toEqual(gatherAlike(all).alike);
  });

  it("are not looked for below a thousand sets", () => {
    const few = copies(999, [0, 1], [0, 1]);
    expect(gatherAlike(few)).toEqual({ alike: [], others: few });
    expect(gatherAlike([...few, ...copies(1, [0, 1], [0, 1])]).alike).toHaveLength(1);
  });
});

describe("a permutation of alike sets", () => {
  it("keeps every high value, and gives each place its hypergeometric mean and variance", () => {
    const [one] = gatherAlike([...hits, ...certain, ...copies(100, [0, 1], [0, 0])]).alike;
    if (one === undefined) throw new Error("no class");
    const rng = createRng("permute");
    const draws = 4000;
    const sums = Array.from({ length: draws }, () => {
      const drawn = new Float64Array(3);
      permuteAlike(one, drawn, rng);
      expect(drawn.reduce((a, b) => a + b)).toBe(800);
      return drawn;
    });
    // A place of a set is high with chance 1/3 in 400 sets, 2/3 in 200.
    const variance = 600 * (1 / 3) * (2 / 3);
    for (const place of [0, 1, 2]) {
      const seen = sums.map((drawn) => drawn[place] ?? 0);
      const mean = seen.reduce((a, b) => a + b) / draws;
      const spread = seen.reduce((all, value) => all + (value - mean) ** 2, 0) / (draws - 1);
      // Four standard errors.
      expect(Math.abs(mean - 800 / 3)).toBeLessThan(4 * Math.sqrt(variance / draws));
      expect(Math.abs(spread / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    }
  });

  it("adds steps to what the groups have, and leaves the class as it was", () => {
    const [one] = gatherAlike([...halves, ...copies(900, [0, 1], [0, 0])]).alike;
    if (one === undefined) throw new Error("no class");
    const sums = Float64Array.of(10, 20, 30);
    const before = structuredClone(one.sets);
    permuteAlike(one, sums, createRng(1));
    expect((sums[0] ?? 0) + (sums[2] ?? 0)).toBe(10 + 30 + 0.5 * 100);
    expect(sums[1]).toBe(20);
    expect(one.sets).toEqual(before);
  });
});

describe("the sums of thousands of alike sets", () => {
  /** Of 11 places, `high` of them hits: as many sets for each, hits where the draw says. */
  const drawn = (seed: string, sag: number): Set[] => {
    const rng = createRng(5).fork(seed);
    const groups = Array.from({ length: 11 }, (_, i) => i);
    return Array.from({ length: 3000 }, () => ({
      groups,
      values: groups.map((i) => Number(rng.float() < 0.6 - (i === 5 ? sag : 0))),
    }));
  };

  it("are normal where they are many and not skewed, and drawn one by one elsewhere", () => {
    // 3,000 sets of 11 places, each a hit with chance 0.6: a set's own share of hits takes a tenth off 0.24.
    const spread = gatherAlike(drawn("many", 0)).alike[0]?.spread ?? 0;
    expect(Math.abs(spread / Math.sqrt(3000 * 0.24) - 1)).toBeLessThan(0.02);
    expect(gatherAlike(hits.concat(certain, halves)).alike[0]?.spread).toBeUndefined();
    const rare = copies(6000, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(gatherAlike(rare).alike[0]?.spread).toBeUndefined();
  });

  it("give the chance that the binomials give", { tags: "simulation" }, () => {
    for (const sag of [0.015, 0.025, 0.032]) {
      const { alike } = gatherAlike(drawn("sag", sag));
      const [one] = alike;
      if (one?.spread === undefined) throw new Error("no normal sums");
      const draws = 60_000;
      const furthest = (rng: ReturnType<typeof createRng>, of: typeof one): Float64Array =>
        Float64Array.from({ length: draws }, () => {
          const sums = new Float64Array(11);
          permuteAlike(of, sums, rng);
          return sums.reduce((most, sum) => Math.max(most, Math.abs(sum - one.hits / 11)), 0);
        }).sort();
      const normal = furthest(createRng(1).fork("normal"), one);
      const exact = furthest(createRng(1).fork("exact"), { ...one, spread: undefined });
      // Where the binomials leave 5, 1 and 0.1 %, the normals leave as much, within four errors of both counts.
      for (const tail of [0.05, 0.01, 0.001]) {
        const at = exact[Math.floor(draws * (1 - tail))] ?? 0;
        const left = normal.filter((most) => most >= at).length;
        const kept = exact.filter((most) => most >= at).length;
        expect(Math.abs(left - kept)).toBeLessThan(4 * Math.sqrt(left + kept));
      }
    }
  });
});
