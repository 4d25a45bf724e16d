import { describe, expect, it } from "vitest";
import { logisticRows } from "../../src/analysis/logistic-rows.ts";
import { defaultAnalysisOptions as options } from "../../src/analysis/options.ts";
import { tally } from "../../src/analysis/tally.ts";
import type { Trial } from "../../src/record.ts";
import { studentP } from "../../src/stats/student-p.ts";
import { studentQuantile } from "../../src/stats/student-quantile.ts";
import { elevenDepths, simulateTrials, type Truth } from "../simulate.ts";

/** The first documents hit, in a share that the depth and the length have. */
function shares(share: (depth: number, length: number) => number, truth: Truth = {}): Trial[] {
  const documents = truth.documents ?? 20;
  return simulateTrials({ documents, ...truth }).map((trial) => {
    const { depth, contextLength, seed } = trial.cell;
    // Another document fails first at each place, so that no document is its own cluster of misses.
    const place = (seed * 7 + Math.round(depth * 10) * 3 + Math.log2(contextLength)) % documents;
    const recall = Number(place < Math.round(share(depth, contextLength) * documents));
    return { ...trial, score: { recall, found: [recall === 1] } };
  });
}
const rowsOf = (trials: readonly Trial[]) => logisticRows(tally(trials), options);

describe("the logistic model of a series", () => {
  it("has the log odds of two lengths as its slope by doubling, in closed form", () => {
    const rows = rowsOf(
      shares((_, length) => (length === 512 ? 0.8 : 0.4), { depths: [0.5], lengths: [512, 2048] }),
    );
    expect(rows.map(({ name, unit }) => [name, unit])).toEqual([["logistic length", "log odds"]]);
    const estimate = rows[0]?.estimate;
    const slope = (Math.log(0.4 / 0.6) - Math.log(0.8 / 0.2)) / 2;
    expect(estimate?.value).toBeCloseTo(slope, 6);
    expect(estimate?.n).toBe(40);
    expect(rows[0]?.group).toEqual({ model: "simulated:u", task: "needle", simulated: true });
    expect(rows[0]?.sentence).toBeUndefined();
    // The interval and p are those of Student's t with 19 degrees of freedom.
    const reach = (estimate?.high ?? 0) - slope;
    const error = reach / -studentQuantile(0.025, 19);
    expect(slope - (estimate?.low ?? 0)).toBeCloseTo(reach, 6);
    expect(estimate?.p).toBeCloseTo(studentP(slope / error, 19), 6);
    expect(estimate?.method).toBe(
      "logistic regression, errors clustered by document (CR1), t with 19 degrees of freedom, 95 %",
    );
  });

  it("has the log odds of two depths as its tilt", () => {
    const rows = rowsOf(shares((depth) => (depth === 0 ? 0.3 : 0.9), { depths: [0, 1] }));
    expect(rows.map(({ name }) => name)).toEqual(["logistic depth"]);
    expect(rows[0]?.estimate?.value).toBeCloseTo(Math.log(0.9 / 0.1) - Math.log(0.3 / 0.7), 6);
  });

  it("leaves out terms that the depths and lengths at hand cannot tell, and depths without a score", () => {
    const terms = (truth: Truth) =>
      rowsOf(shares(() => 0.7, truth)).map(({ name }) => name.replace("logistic ", ""));
    expect(terms({ depths: [0, 0.5, 1] })).toEqual(["depth", "depth squared"]);
    expect(terms({ depths: [0, 0.5, 1], lengths: [512, 1024] })).toEqual([
      "depth",
      "depth squared",
      "length",
    ]);
    expect(terms({ depths: [0, 1], lengths: [512, 1024] })).toEqual(["depth", "length"]);
    expect(terms({ depths: [0.5] })).toEqual([]);
    const lost = shares(() => 0.7, { depths: [0, 0.5, 1] }).map((trial): Trial => {
      const { score: _, ...rest } = trial;
      return trial.cell.depth === 1 ? { ...rest, status: "failed" } : trial;
    });
    expect(rowsOf(lost).map(({ name, unscored, estimate }) => [name, unscored, estimate?.n])).toEqual([
      ["logistic depth", 20, 40],
    ]);
  });

  it("says which way recall bends, or that no bend is shown, and that none can be fitted", () => {
    const sentence = (share: (depth: number) => number) =>
      rowsOf(shares(share, { depths: elevenDepths, documents: 40 })).find(({ name }) =>
        name.endsWith("squared"),
      )?.sentence;
    expect(sentence((depth) => 0.4 + 2 * (depth - 0.5) ** 2)).toMatch(
      /^In a logistic model of all lengths, recall bends: it is lower in the middle than at the ends, length and tilt aside \(p < 0\.001\)\.$/,
    );
    expect(sentence((depth) => 0.9 - 2 * (depth - 0.5) ** 2)).toContain(
      "higher in the middle than at the ends",
    );
    expect(sentence(() => 0.7)).toMatch(
      /^In a logistic model of all lengths, no bend of recall by depth is shown \(p = /,
    );
    const [row] = rowsOf(shares((depth) => Number(depth > 0.5), { depths: [0, 1] }));
    expect(row).toEqual({
      group: { model: "simulated:u", task: "needle", simulated: true },
      name: "logistic model",
      unscored: 0,
      verdict: "not fitted",
      sentence:
        "No logistic model: hits and misses are too far apart, or documents too few, for a finite fit.",
    });
  });
});
