import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions as options } from "../../src/analysis/options.ts";
import { shape } from "../../src/analysis/shape.ts";
import type { Row } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { studentQuantile } from "../../src/stats/student-quantile.ts";
import { simulateTrials, type Truth } from "../simulate.ts";
import { twoLines } from "../stats/points.ts";

const rowsOf = (truth: Truth): readonly Row[] => shape.run(simulateTrials(truth), options).rows;
const named = (rows: readonly Row[], name: string): Row | undefined => rows.find((row) => row.name === name);
const bowl = (depth: number): number => 0.4 + 2 * (depth - 0.5) ** 2;

describe("the shape of recall by depth", () => {
  it("is a U where two lines fall and rise, with what each loses and gains", () => {
    const rows = rowsOf({ recall: bowl });
    expect(named(rows, "shape")?.verdict).toBe("U");
    expect(named(rows, "shape")?.sentence).toMatch(
      /^A U at 1,024 tokens: of two straight lines through recall \(n = [\d,]+\), the first falls by \d+ points from depth 0 to 0\.\d \(p < 0\.001\) and the second rises by \d+ points from depth 0\.\d to 1 \(p < 0\.001\)\.$/,
    );
    expect(named(rows, "difference along the line before")?.estimate?.value).toBeLessThan(-0.25);
    expect(named(rows, "difference along the line after")?.estimate?.high).toBeLessThan(1);
    expect(named(rows, "logistic depth squared")?.sentence).toContain("lower in the middle than at the ends");
  });

  it("is an inverted U the other way round, and no U where recall only falls or stays", () => {
    expect(named(rowsOf({ recall: (d) => 1 - bowl(d) }), "shape")?.verdict).toBe("inverted U");
    for (const recall of [(d: number) => 0.95 - 0.5 * d, () => 0.8, () => 0, () => 1]) {
      const row = named(rowsOf({ recall }), "shape");
      expect(row?.verdict).toBe("no U shown");
      expect(row?.sentence).toMatch(/^No U is shown at 1,024 tokens/);
    }
    expect(named(rowsOf({ recall: () => 1 }), "shape")?.sentence).toContain("stays level");
  });

  it("is of each length its own, and not tested with fewer than three depths or one document", () => {
    const rows = rowsOf({ lengths: [512, 4096], recall: (d, length) => (length > 1000 ? bowl(d) : 0.9) });
    expect(
      rows.filter(({ name }) => name === "shape").map(({ group, verdict }) => [group.length, verdict]),
    ).toEqual([
      [512, "no U shown"],
      [4096, "U"],
    ]);
    expect(named(rowsOf({ depths: [0, 1] }), "shape")).toMatchObject({
      verdict: "not tested",
      sentence: "No test of a U at 1,024 tokens: 2 of the 3 depths that it takes were scored.",
    });
    expect(named(rowsOf({ documents: 1 }), "shape")?.sentence).toContain("too few documents");
    expect(named(rowsOf({ depths: [0.5] }), "shape")?.estimate).toBeUndefined();
  });
});

describe("the logistic model", () => {
  const logit = (depth: number, length: number): number =>
    1 /
    (1 + Math.exp(-(0.5 - 0.6 * (depth - 0.5) + 5 * (depth - 0.5) ** 2 - 0.3 * (Math.log2(length) - 10))));

  it("finds what is true: intervals cover each coefficient in 93 to 97 % of 500 runs", {
    tags: "simulation",
    timeout: 120_000,
  }, () => {
    const truth = { "logistic depth": -0.6, "logistic depth squared": 5, "logistic length": -0.3 };
    const runs = Array.from({ length: 500 }, (_, run) =>
      rowsOf({ recall: logit, lengths: [512, 1024, 2048], documents: 40, seed: `logit/${run}` }),
    );
    for (const [name, value] of Object.entries(truth)) {
      const covered = runs.filter((rows) => {
        const { low = 1, high = 0 } = named(rows, name)?.estimate ?? {};
        return low <= value && value <= high;
      });
      expect(covered.length / 500, name).toBeGreaterThanOrEqual(0.925);
      expect(covered.length / 500, name).toBeLessThanOrEqual(0.975);
    }
  });

  it("leaves out what the record cannot tell, and says where there is no finite fit", () => {
    const names = (truth: Truth) =>
      rowsOf(truth)
        .map(({ name }) => name)
        .filter((name) => /^logistic/.test(name));
    expect(names({ depths: [0, 1], recall: () => 0.5 })).toEqual(["logistic depth"]);
    expect(names({ depths: [0.5], recall: () => 0.5 })).toEqual([]);
    const apart = rowsOf({ recall: (depth) => Number(depth > 0.5) });
    expect(named(apart, "logistic model")).toMatchObject({ verdict: "not fitted" });
  });
});

describe("the rows of a shape", () => {
  /** Two answers at each depth of a document, of which the given share is a hit; depth 0.75 was lost. */
  const trials = [1, 2].flatMap((nth) =>
    simulateTrials({ depths: [0.25, 0.5, 0.6, 0.75, 1], documents: 12 }).map((trial): Trial => {
      const { depth, seed } = trial.cell;
      const { score: _, ...rest } = trial;
      if (depth === 0.75) return { ...rest, status: "refused" };
      if (seed === 12 && nth === 1) return { ...rest, status: "failed" };
      const share = { 0.25: 0.9, 0.5: 0.4, 0.6: 0.3, 1: 0.8 }[depth] ?? 0;
      const recall = Number((seed * 5 + nth * 3 + Math.round(depth * 20)) % 12 < share * 12);
      return { ...trial, score: { recall, found: [recall === 1] } };
    }),
  );
  const places = [0.25, 0.5, 0.6, 1];
  const points = places.flatMap((x) =>
    Array.from({ length: 12 }, (_, cluster) => {
      const own = trials.filter(
        ({ cell, score }) => cell.depth === x && cell.seed === cluster + 1 && score !== undefined,
      );
      const hits = own.reduce((sum, { score }) => sum + (score?.recall ?? 0), 0);
      return { x, y: hits / own.length, weight: own.length, cluster };
    }),
  );

  it("are the two lines from the first scored depth to the break and on to the last, each with its t interval", () => {
    const rows = shape.run(trials, options).rows;
    const lines = twoLines(points);
    if (lines === undefined) throw new Error("no lines");
    const { breakAt } = lines;
    expect(breakAt).toBe(0.6);
    for (const [name, { slope, error, freedom, p }, span] of [
      ["before", lines.before, breakAt - 0.25],
      ["after", lines.after, 1 - breakAt],
    ] as const) {
      const reach = -studentQuantile(0.025, freedom) * error * span;
      const value = slope * span;
      expect(named(rows, `difference along the line ${name}`)).toEqual({
        group: { model: "simulated:u", task: "needle", length: 1024, simulated: true },
        name: `difference along the line ${name}`,
        estimate: {
          value: expect.closeTo(value, 9),
          low: expect.closeTo(value - reach, 9),
          high: expect.closeTo(value + reach, 9),
          n: 92,
          method: "least squares, errors clustered by document (CR1), t with 11 degrees of freedom, 95 %",
          p: expect.closeTo(p, 9),
        },
        unscored: 28,
      });
    }
    const fall = Math.round(-100 * lines.before.slope * (breakAt - 0.25));
    const rise = Math.round(100 * lines.after.slope * (1 - breakAt));
    expect(named(rows, "shape")?.sentence).toContain(
      `the first falls by ${fall} points from depth 0.25 to 0.6 (p`,
    );
    expect(named(rows, "shape")?.sentence).toContain(
      `and the second rises by ${rise} points from depth 0.6 to 1 (p`,
    );
  });

  it("are not tested where fewer than three depths were scored, or too few documents", () => {
    const some = (keep: (trial: Trial) => boolean) =>
      named(shape.run(trials.filter(keep), options).rows, "shape");
    expect(some(({ cell }) => [0.25, 0.75, 1].includes(cell.depth))?.sentence).toContain(
      "No test of a U at 1,024 tokens: 2 of the 3 depths that it takes were scored.",
    );
    expect(some(({ cell }) => cell.depth !== 0.5 && cell.seed === 1)?.sentence).toContain(
      "No test of a U at 1,024 tokens: too few documents were scored.",
    );
    expect(some(({ cell }) => cell.depth !== 0.5)?.verdict).not.toBe("not tested");
  });

  it("show no U where both lines go the same way, however surely, and say where one stays level", () => {
    const falling = rowsOf({
      recall: (depth) => (depth < 0.5 ? 1 - depth : 0.5 - (depth - 0.5) * 0.9),
      documents: 80,
    });
    expect(named(falling, "shape")?.verdict).toBe("no U shown");
    const even = rowsOf({ recall: () => 1, documents: 20 });
    expect(named(even, "shape")?.sentence).toMatch(
      /^No U is shown at 1,024 tokens: of two straight lines through recall \(n = \d+\), the first stays level from depth 0 to 0\.5 \(p = 1\.000\) and the second stays level from depth 0\.5 to 1 \(p = 1\.000\)\.$/,
    );
  });
});
