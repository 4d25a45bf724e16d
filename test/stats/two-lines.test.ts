import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { linesAt, type Point, regress, twoLines } from "./points.ts";

/** Eight documents that all have nearly the given recall at each x. */
const pointsOf = (recall: (x: number) => number, xs: readonly number[]): Point[] =>
  Array.from({ length: 8 }, (_, cluster) =>
    xs.map((x, i) => ({ x, y: recall(x) + ((cluster * 7 + i * 3) % 5) / 1000, weight: 1, cluster })),
  ).flat();
const breakOf = (recall: (x: number) => number, xs: readonly number[]) =>
  twoLines(pointsOf(recall, xs))?.breakAt;
const seven = [1, 2, 3, 4, 5, 6, 7];

describe("the break of two lines", () => {
  it("is the x nearest to the vertex", () => {
    expect(breakOf((x) => (x - 4.8) ** 2 / 20, seven)).toBe(5);
    expect(breakOf((x) => (x - 3.3) ** 2 / 20, seven)).toBe(3);
    expect(breakOf((x) => 1 - (x - 2.2) ** 2 / 20, seven)).toBe(2);
  });

  it("is never an end, wherever the vertex is", () => {
    expect(breakOf((x) => (x + 3) ** 2 / 100, seven)).toBe(2);
    expect(breakOf((x) => (x - 12) ** 2 / 121, seven)).toBe(6);
  });

  it("is in the middle where there is no curve at all", () => {
    const flat = (xs: readonly number[]): Point[] =>
      pointsOf(() => 0, xs).map((point) => ({ ...point, y: 0 }));
    expect(twoLines(flat(seven))?.breakAt).toBe(4);
    expect(twoLines(flat([-9, 0, 1, 2, 3]))?.breakAt).toBe(0);
    const level = (y: number) => pointsOf(() => 0, seven).map((point) => ({ ...point, y: y + point.x / 10 }));
    for (const y of [0.1, 0.3, 1 / 3]) expect(twoLines(level(y))?.breakAt).toBe(4);
    // 3.5 lies as near to 3 as to 4: the first of the two.
    expect(twoLines(flat([1, 2, 3, 4, 5, 6]))?.breakAt).toBe(3);
  });

  it("and its lines hang on no order of points", () => {
    const points = pointsOf((x) => (x - 4.8) ** 2 / 20, [1, 2, 3, 4, 5, 6, 7, 10, 11]);
    const wanted = twoLines(points);
    for (const seed of [1, 2, 3]) {
      const got = twoLines(createRng(seed).shuffle(points));
      expect(got?.breakAt).toBe(wanted?.breakAt);
      expect(got?.before.slope).toBeCloseTo(wanted?.before.slope ?? 0, 12);
      expect(got?.after.p).toBeCloseTo(wanted?.after.p ?? 0, 12);
    }
  });
});

describe("two lines", () => {
  it("need both: a side of which one document alone is known has none", () => {
    const points = pointsOf((x) => Math.abs(x - 4), seven);
    const lacksStart = points.filter(({ x, cluster }) => x >= 4 || cluster === 0);
    const lacksEnd = points.filter(({ x, cluster }) => x <= 4 || cluster === 0);
    expect(linesAt(points, 4)).toBeDefined();
    expect(
      linesAt(
        lacksStart.filter(({ x, cluster }) => x !== 4 || cluster === 0),
        3,
      ),
    ).toBeUndefined();
    expect(
      linesAt(
        lacksEnd.filter(({ x, cluster }) => x !== 4 || cluster === 0),
        5,
      ),
    ).toBeUndefined();
    expect(twoLines([])).toBeUndefined();
  });

  it("have their slopes, and p = 1 where a slope is nothing but rounding", () => {
    const lines = linesAt(
      pointsOf((x) => Math.abs(x - 4) / 10, seven),
      4,
    );
    expect(lines?.before.slope).toBeCloseTo(-0.1, 2);
    expect(lines?.after.slope).toBeCloseTo(0.1, 2);
    expect(lines?.before.freedom).toBe(7);
    expect(lines?.before.p).toBeLessThan(1e-6);
    const level = linesAt(
      pointsOf(() => 0.3, seven).map((point) => ({ ...point, y: 0.3 })),
      4,
    );
    expect(level?.before).toMatchObject({ p: 1 });
  });
});

describe("a regression of two groups in closed form", () => {
  const two = (first: number, second: number, clusters = 4) =>
    Array.from({ length: clusters }, (_, cluster) => [
      { x: [1, -1], y: first, weight: 5, cluster },
      { x: [1, 1], y: second, weight: 5, cluster },
    ]).flat();

  it("has the log odds as a logistic fit, also where the constant is right at once", () => {
    const logit = (p: number): number => Math.log(p / (1 - p));
    for (const [a, b] of [
      [0.2, 0.8],
      [0.1, 0.6],
    ] as const) {
      const { coefficients = [] } = regress(two(a, b), "logit") ?? {};
      expect(coefficients[0]).toBeCloseTo((logit(a) + logit(b)) / 2, 9);
      expect(coefficients[1]).toBeCloseTo((logit(b) - logit(a)) / 2, 9);
    }
  });

  it("needs two clusters, and no more", () => {
    expect(regress(two(0.2, 0.4, 1), "identity")).toBeUndefined();
    expect(regress(two(0.2, 0.4, 2), "identity")).toMatchObject({ freedom: 1 });
    expect(regress(two(0.2, 0.4, 2), "identity")?.coefficients[1]).toBeCloseTo(0.1, 12);
  });
});
