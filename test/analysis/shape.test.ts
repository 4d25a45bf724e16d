import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions as options } from "../../src/analysis/options.ts";
import { shape } from "../../src/analysis/shape.ts";
import type { Row } from "../../src/findings.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const rowsOf = (truth: Truth): readonly Row[] => shape.run(simulateTrials(truth), options).rows;
const named = (rows: readonly Row[], name: string): Row | undefined => rows.find((row) => row.name === name);
const bowl = (depth: number): number => 0.4 + 2 * (depth - 0.5) ** 2;

describe("the shape of recall by depth", () => {
  it("is a U where two lines fall and rise, with what each loses and gains", () => {
    const rows = rowsOf({ recall: bowl });
    expect(named(rows, "shape")?.verdict).toBe("U");
    expect(named(rows, "shape")?.sentence).toMatch(
      /^A U at 1,024 tokens: by two lines, recall falls by \d+ points from depth 0 to 0\.\d \(p < 0\.001\) and rises by \d+ points from depth 0\.\d to 1 \(p < 0\.001\)\.$/,
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
