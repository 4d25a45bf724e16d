import { describe, expect, it } from "vitest";
import { clusteredShare } from "../../src/analysis/clustered-share.ts";
import { consistency } from "../../src/analysis/consistency.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };

/** Each document's question with the given recalls, one a repeat; undefined = not scored. */
const asked = (outcomes: readonly (readonly (number | undefined)[])[], truth: Truth = {}): Trial[] =>
  simulateTrials({ depths: [0.5], documents: outcomes.length, ...truth }).flatMap((trial, i) =>
    (outcomes[i] ?? []).map((recall): Trial => {
      const { score: _, ...rest } = trial;
      return recall === undefined
        ? { ...rest, status: "failed" }
        : { ...rest, score: { recall, found: [recall === 1] } };
    }),
  );
const rowsOf = (trials: readonly Trial[]) => consistency.run(trials, options).rows;

describe("agreement of repeats", () => {
  it("is a row a model and task, with what was not scored, marked as simulated where it is", () => {
    const rows = rowsOf([
      ...asked(
        [
          [1, 1, undefined],
          [0, 1],
          [undefined, 1],
        ],
        { task: "b" },
      ),
      ...asked(
        [
          [1, 1],
          [0, 0],
        ],
        { task: "a", simulated: false },
      ),
      ...asked([[1], [0]], { task: "c" }),
      ...asked([[1, 0]], { task: "a", model: "another:m" }),
    ]);
    expect(
      rows.map(({ group, estimate, unscored }) => [group, estimate?.value, estimate?.n, unscored]),
    ).toEqual([
      [{ model: "another:m", task: "a", simulated: true }, 0, 1, 0],
      [{ model: "simulated:u", task: "a" }, 1, 2, 0],
      [{ model: "simulated:u", task: "b", simulated: true }, 0.5, 2, 2],
    ]);
    expect(rows[2]?.sentence).toMatch(
      /^Asked again, a question gets the same result in 50 % of pairs \(95 % interval 9 to 91, n = 2 questions, 4 answers\); results that do not hang on the question would agree in 63 %\.$/,
    );
  });

  it("is Wilson's share where each question agrees or not, and a bootstrap of documents where some do in part", () => {
    const whole = asked([
      [1, 1],
      [1, 0],
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 1],
      [0, 0],
    ]);
    const part = (document: number, recall: number) => ({ document: String(document), recall, scored: 1 });
    const { method, low } =
      clusteredShare(
        [1, 0, 1, 1, 1, 0, 1].map((recall, i) => part(i, recall)),
        false,
        options,
      ) ?? {};
    expect(rowsOf(whole)[0]?.estimate).toMatchObject({ method, low });
    expect(method).toBe("Wilson 95 %");
    const thirds = asked([
      ...[
        [1, 1, 1],
        [1, 1, 1],
        [0, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
      ],
      ...[
        [1, 1, 0],
        [0, 1, 0],
        [1, 0, 1],
        [0, 0, 1],
        [1, 0, 0],
      ],
    ]);
    const estimate = rowsOf(thirds)[0]?.estimate;
    expect(estimate?.value).toBeCloseTo((5 + 5 / 3) / 10, 12);
    expect(estimate?.method).toContain("cluster bootstrap BCa");
  });

  it("takes recalls that differ in their last bits for the same", () => {
    expect(rowsOf(asked([[1 / 7 + 2 / 7, 3 / 7]]))[0]?.estimate?.value).toBe(1);
    expect(rowsOf(asked([[0.42, 0.43]]))[0]?.estimate?.value).toBe(0);
  });

  it("takes another length, depth or setting for another question, settings in any order for the same", () => {
    const [one] = asked([[1]]);
    if (one === undefined) throw new Error("no trial");
    const { cell } = one;
    const withFactors = (factors: Trial["cell"]["factors"]): Trial => ({
      ...one,
      cell: { ...cell, factors },
    });
    const first = withFactors({ arm: "context", a: 1, b: 2 });
    expect(rowsOf([first, withFactors({ b: 2, arm: "context", a: 1 })])[0]?.estimate?.n).toBe(1);
    expect(rowsOf([first, withFactors({ arm: "context", a: 1, b: 3 })])).toEqual([]);
    const again = [one, one];
    expect(rowsOf([...again, { ...one, cell: { ...cell, depth: 0.6 } }])[0]?.estimate?.n).toBe(1);
    expect(rowsOf([...again, { ...one, haystack: "other@1" }])[0]?.sentence).toContain("2 answers");
    const unplaced = again.map((trial, i) => ({
      ...trial,
      cell: { ...cell, depth: i },
      actual: { ...trial.actual, depthUnknown: true as const },
    }));
    expect(rowsOf(unplaced)[0]?.estimate?.n).toBe(1);
  });

  it("is not asked of other arms", () => {
    expect(rowsOf(asked([[1, 1]], { arm: "oracle" }))).toEqual([]);
    const rows = rowsOf([...asked([[1, 0]]), ...asked([[1, 1, 1]], { arm: "oracle" })]);
    expect(rows[0]?.estimate).toMatchObject({ value: 0, n: 1 });
  });
});
