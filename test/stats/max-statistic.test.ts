import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { gatherAlike } from "../../src/stats/alike-sets.ts";
import { maxStatisticTest, type PermutedSet } from "../../src/stats/max-statistic.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

/** Four standard errors of a p from so many draws. */
const slack = (p: number, draws: number) => 4 * Math.sqrt((p * (1 - p)) / draws) + 1 / draws;

const copies = (n: number, groups: readonly number[], values: readonly number[]): PermutedSet[] =>
  Array.from({ length: n }, () => ({ groups, values }));

/** Chances of Binomial(n, 1/2) by count. */
function halves(n: number): number[] {
  const chances = [2 ** -n];
  for (let k = 0; k < n; k++) chances.push(((chances[k] ?? 0) * (n - k)) / (k + 1));
  return chances;
}

describe("the max statistic where documents lack depths or have two trials of one", () => {
  it.each(reference.maxStatisticWithHoles)(
    "comes near the share of all arrangements",
    ({ sets, groups, p }) => {
      const got = maxStatisticTest(sets, groups, 20_000, createRng("holes"));
      expect(Math.abs(got - p)).toBeLessThan(slack(p, 20_000));
    },
  );

  it("is not moved by groups without a trial, nor by documents in which nothing differs", () => {
    const sets = [...copies(4, [0, 1], [1, 0]), ...copies(3, [1, 2], [0.5, 1])];
    const p = maxStatisticTest(sets, 3, 500, createRng(1));
    expect(maxStatisticTest(sets, 6, 500, createRng(1))).toBe(p);
    expect(maxStatisticTest([...copies(9, [0, 2], [1, 1]), ...sets], 3, 500, createRng(1))).toBe(p);
    expect(p).toBeLessThan(1);
  });

  it("is 1 where groups are even", () => {
    expect(
      maxStatisticTest([...copies(3, [0, 1], [1, 0]), ...copies(3, [0, 1], [0, 1])], 2, 99, createRng(1)),
    ).toBe(1);
  });
});

describe("the max statistic of a thousand documents and more", () => {
  it("is the exact one of two binomials where documents have two depths of three", () => {
    // 600 documents at depths 0 and 1, of which `x` have their hit at 0; 500 at 1 and 2, `y` with theirs at 1.
    const [n, m, x, y] = [600, 500, 306, 276];
    const sets = [
      ...copies(x, [0, 1], [1, 0]),
      ...copies(n - x, [0, 1], [0, 1]),
      ...copies(y, [1, 2], [1, 0.5]),
      ...copies(m - y, [1, 2], [0.5, 1]),
    ];
    const statistic = (i: number, j: number): number => {
      const [first, last] = [i - n / 2, (j - m / 2) / 2];
      return Math.max(
        Math.abs(first) / Math.sqrt(n / 4),
        Math.abs(last - first) / Math.sqrt(n / 4 + m / 16),
        Math.abs(last) / Math.sqrt(m / 16),
      );
    };
    const [first, last] = [halves(n), halves(m)];
    const seen = statistic(x, y) * (1 - 1e-9);
    let p = 0;
    first.forEach((a, i) => {
      last.forEach((b, j) => {
        if (statistic(i, j) >= seen) p += a * b;
      });
    });
    const got = maxStatisticTest(sets, 3, 4000, createRng("two classes"));
    expect(p).toBeGreaterThan(0.02);
    expect(Math.abs(got - p)).toBeLessThan(slack(p, 4000));
  });

  it("does not hang on the order in which a document's trials are listed", () => {
    const sets = [
      ...copies(200, [0, 1, 2], [1, 0, 0]),
      ...copies(40, [0, 1, 2], [0, 1, 0]),
      ...copies(60, [0, 1, 2], [0, 0, 1]),
      ...copies(180, [0, 1, 2], [0, 1, 1]),
      ...copies(75, [2, 3, 3], [0.5, 0.25, 0.25]),
      ...copies(175, [2, 3, 3], [0.25, 0.5, 0.25]),
      ...copies(270, [0, 1, 2], [1, 1, 1]),
    ];
    // In as many orders as there are, no class has a hundred documents, and each is permuted by itself.
    const orders = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b !== a).map((b) => [a, b, 3 - a - b]));
    const shuffled = sets.map(({ groups, values }, nth) => {
      const order = orders[nth % 6] ?? [];
      return { groups: order.map((i) => groups[i] ?? 0), values: order.map((i) => values[i] ?? 0) };
    });
    expect([sets, shuffled].map((one) => gatherAlike(one).alike.length)).toEqual([2, 0]);
    const draws = 3000;
    const [p, other] = [sets, shuffled].map((one, i) => maxStatisticTest(one, 4, draws, createRng(i)));
    expect(p).toBeLessThan(0.9);
    expect(p).toBeGreaterThan(0.01);
    expect(Math.abs((p ?? 0) - (other ?? 1))).toBeLessThan(Math.SQRT2 * slack(p ?? 0, draws));
  });
});

describe("the max statistic of what no draw comes up to", () => {
  /** Of `n` documents, each with one hit at one of two depths, `first` have it at the first; z = 9 for 290 of 400. */
  const tilted = (n: number, first: number, size = 1): PermutedSet[] => {
    const zeros = new Array<number>(size - 1).fill(0);
    const groups = [...new Array<number>(size).fill(0), ...new Array<number>(size).fill(1)];
    const at = (depth: number) => [1 - depth, ...zeros, depth, ...zeros];
    return [...copies(first, groups, at(0)), ...copies(n - first, groups, at(1))];
  };
  const counted = () => {
    const rng = createRng("reach");
    let draws = 0;
    const float = () => {
      draws++;
      return rng.float();
    };
    return { rng: { ...rng, float }, draws: () => draws };
  };

  it("is the least that so many draws can give, and none is made", () => {
    const { rng, draws } = counted();
    expect(maxStatisticTest(tilted(400, 290), 2, 99, rng)).toBe(1 / 100);
    expect(draws()).toBe(0);
  });

  it("is drawn where a draw might come up to it", () => {
    const { rng, draws } = counted();
    expect(maxStatisticTest(tilted(400, 260), 2, 99, rng)).toBe(1 / 100);
    expect(draws()).toBeGreaterThan(0);
  });

  it("is drawn where one document can reach what many make up", () => {
    const { rng, draws } = counted();
    const wide = [...copies(1, [0, 1], [0, 20]), ...copies(1, [0, 1], [20, 0])];
    maxStatisticTest([...tilted(400, 330), ...wide], 2, 99, rng);
    expect(draws()).toBeGreaterThan(0);
  });

  it("counts that a document can put several values in one group", () => {
    const { rng, draws } = counted();
    maxStatisticTest(tilted(400, 290, 4), 2, 99, rng);
    expect(draws()).toBeGreaterThan(0);
  });

  it("is 1 where nothing differs at all", () => {
    expect(maxStatisticTest(copies(2000, [0, 1], [1, 1]), 2, 99, createRng(1))).toBe(1);
  });
});
