import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { holm } from "../../src/stats/holm.ts";
import { inverse } from "../../src/stats/inverse.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { studentP } from "../../src/stats/student-p.ts";
import { wilson } from "../../src/stats/wilson.ts";
import reference from "../fixtures/stats/regression.json" with { type: "json" };
import { linesAt, type Observation, type Point, regress, twoLines } from "./points.ts";

type Flat = { readonly y: readonly number[]; readonly cluster: readonly number[] };

function observations({
  x,
  y,
  cluster,
}: Flat & { readonly x: readonly (readonly number[])[] }): Observation[] {
  return x.map((row, i) => ({ x: row, y: y[i] ?? 0, weight: 1, cluster: cluster[i] ?? 0 }));
}

function points({ x, y, cluster }: Flat & { readonly x: readonly number[] }): Point[] {
  return x.map((at, i) => ({ x: at, y: y[i] ?? 0, weight: 1, cluster: cluster[i] ?? 0 }));
}

function nearAll(got: readonly number[] | undefined, wanted: readonly number[], digits: number): void {
  for (const [i, value] of wanted.entries()) expect(got?.[i]).toBeCloseTo(value, digits);
}

describe("against statsmodels (test/fixtures/stats/regression.py)", () => {
  it.each([
    ["logit", reference.logistic],
    ["identity", reference.linear],
  ] as const)("%s: coefficients and clustered errors", (link, cases) => {
    for (const one of cases) {
      const { coefficients, errors, freedom } = regress(observations(one), link) ?? {};
      nearAll(coefficients, one.coefficients, 7);
      nearAll(errors, one.errors, 7);
      expect(freedom).toBe(new Set(one.cluster).size - 1);
    }
  });

  it("two lines at a given break point", () => {
    for (const one of reference.twoLines) {
      const lines = linesAt(points(one), one.at);
      [lines?.before, lines?.after].forEach((line, i) => {
        const { slope = 0, error = 0, p = 0 } = one.lines[i] ?? {};
        expect(line?.slope).toBeCloseTo(slope, 9);
        expect(line?.error).toBeCloseTo(error, 9);
        expect(Math.abs((line?.p ?? 0) / p - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it("Holm, exact McNemar, Wilson", () => {
    for (const { ps, adjusted } of reference.holm) nearAll(holm(ps), adjusted, 12);
    for (const { gains, losses, p } of reference.mcnemar) expect(mcnemar(gains, losses)).toBeCloseTo(p, 10);
    for (const { hits, n, interval } of reference.wilson) {
      const { low, high } = wilson(hits, n);
      nearAll([low, high], interval, 10);
    }
  });

  it("Student's p", () => {
    for (const { t, freedom, p } of reference.studentP)
      expect(Math.abs(studentP(t, freedom) / p - 1)).toBeLessThan(1e-8);
    expect(studentP(Number.POSITIVE_INFINITY, 3)).toBe(0);
  });
});

describe("a regression", () => {
  it("takes alike trials together: means with weights give the same as trials", () => {
    const rows = observations(reference.logistic[0] as never);
    const together = new Map<string, Observation>();
    for (const row of rows) {
      const key = `${row.x.join()}#${row.cluster}`;
      const { y = 0, weight = 0 } = together.get(key) ?? {};
      together.set(key, { ...row, y: (y * weight + row.y) / (weight + 1), weight: weight + 1 });
    }
    const [one, other] = [regress(rows, "logit"), regress([...together.values()], "logit")];
    nearAll(other?.coefficients, one?.coefficients ?? [], 9);
    nearAll(other?.errors, one?.errors ?? [], 9);
    expect(one?.errors).toHaveLength(4);
  });

  it("refuses what has no finite fit: separation, equal regressors, one cluster, too few trials", () => {
    const make = (xs: readonly number[], ys: readonly number[], cluster = (i: number) => i) =>
      xs.map((x, i) => ({ x: [1, x], y: ys[i] ?? 0, weight: 1, cluster: cluster(i) }));
    expect(regress(make([0, 1, 2, 3], [0, 0, 1, 1]), "logit")).toBeUndefined();
    expect(regress(make([1, 1, 1, 1], [0, 1, 1, 0]), "logit")).toBeUndefined();
    expect(
      regress(
        make([0, 1, 2, 3], [0, 1, 0, 1], () => 0),
        "logit",
      ),
    ).toBeUndefined();
    expect(regress(make([0, 1], [0, 1]), "identity")).toBeUndefined();
    expect(regress([], "logit")).toBeUndefined();
    expect(
      inverse([
        [1, 2],
        [2, 4],
      ]),
    ).toBeUndefined();
  });
});

describe("the two-lines test", () => {
  const drawn = (recall: (x: number) => number, seed: string, documents = 40): Point[] => {
    const rng = createRng(seed);
    return Array.from({ length: documents }, (_, cluster) => {
      const luck = rng.float();
      return Array.from({ length: 11 }, (_, i) => {
        const own = rng.float();
        return {
          x: i / 10,
          y: Number((rng.float() < 0.3 ? luck : own) < recall(i / 10)),
          weight: 1,
          cluster,
        };
      });
    }).flat();
  };
  const isU = (lines: ReturnType<typeof twoLines>, sign = 1) =>
    lines !== undefined &&
    sign * lines.before.slope < 0 &&
    sign * lines.after.slope > 0 &&
    Math.max(lines.before.p, lines.after.p) <= 0.05;
  const share = (name: string, recall: (x: number) => number) => {
    const runs = Array.from({ length: 400 }, (_, run) => isU(twoLines(drawn(recall, `${name}/${run}`))));
    return runs.filter(Boolean).length / runs.length;
  };

  it.each([
    ["flat", () => 0.8],
    ["falling", (x: number) => 0.95 - 0.4 * x],
    ["falling to a plateau", (x: number) => (x < 0.4 ? 0.95 - x : 0.55)],
    ["falling at once to a plateau", (x: number) => (x < 0.2 ? 0.95 - 2 * x : 0.55)],
    ["rising late", (x: number) => (x < 0.8 ? 0.4 : 0.4 + 2.5 * (x - 0.8))],
  ] as const)(
    "finds a U in at most 5 %% of 400 runs where recall is %s",
    { tags: "simulation" },
    (name, recall) => {
      // 99.5 % quantile of Binomial(400, 0.05) as a share.
      expect(share(name, recall)).toBeLessThanOrEqual(31 / 400);
    },
  );

  it.each([
    ["even", (x: number) => 0.4 + 2 * (x - 0.5) ** 2],
    ["uneven, lowest at 0.7", (x: number) => (x < 0.7 ? 0.95 - 0.7 * x : 0.46 + 1.3 * (x - 0.7))],
  ] as const)("finds a U that is %s in over 90 %% of 400 runs", { tags: "simulation" }, (name, recall) => {
    expect(share(name, recall)).toBeGreaterThan(0.9);
  });

  it("finds an inverted U, puts the break at the bottom of a parabola, and refuses fewer than three depths", () => {
    expect(isU(twoLines(drawn((x) => 0.9 - 2 * (x - 0.5) ** 2, "up")), -1)).toBe(true);
    expect(twoLines(drawn((x) => 0.3 + 1.4 * (x - 0.7) ** 2, "late", 200))?.breakAt).toBe(0.7);
    expect(twoLines(drawn(() => 0.5, "two").filter(({ x }) => x === 0 || x === 1))).toBeUndefined();
    expect(twoLines(drawn(() => 1, "certain"))).toMatchObject({ before: { p: 1 }, after: { p: 1 } });
  });
});
