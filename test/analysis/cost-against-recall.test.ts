import { describe, expect, it } from "vitest";
import { costAgainstRecall } from "../../src/analysis/cost-against-recall.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { tokenEfficiency } from "../../src/analysis/token-efficiency.ts";
import type { AnalysisOptions, Row } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

/** A tenth of a cent for the prompt of the dear model; nobody knows of the other. */
const prices: AnalysisOptions["prices"] = {
  usd: ({ model, actual }) => (model === "dear" ? (actual.tokens / 1000) * 0.001 : undefined),
  asOf: (model) => (model === "dear" ? "2026-05-01" : undefined),
};
const options: AnalysisOptions = { ...defaultAnalysisOptions, bootstrapDraws: 300, prices };

const trialsOf = (...truths: Truth[]): Trial[] =>
  truths.flatMap((truth) =>
    simulateTrials({ documents: 20, depths: [0, 0.5, 1], simulated: false, ...truth }),
  );

const named = (rows: readonly Row[], model: string, name: string): Row | undefined =>
  rows.find((row) => row.group.model === model && row.name === name);

describe("cost against recall", () => {
  const trials = trialsOf(
    { model: "dear", lengths: [1003, 2003], recall: () => 1 },
    { model: "own", lengths: [1003], recall: () => 0.5 },
  );
  const rowsOf = () => costAgainstRecall.run(trials, options).rows;

  it("compares at the lengths that all were asked, in USD for 1,000 prompts", () => {
    const rows = rowsOf();
    // 1,000 tokens a prompt at 0.001 USD each.
    expect(named(rows, "dear", "USD per 1,000 prompts")?.estimate).toMatchObject({ value: 1, n: 60 });
    expect(named(rows, "dear", "prompt tokens")?.estimate?.value).toBe(1000);
    expect(named(rows, "dear", "recall")?.estimate).toMatchObject({ value: 1, n: 60 });
    expect(named(rows, "dear", "USD per 1,000 prompts")?.group).toMatchObject({
      lengths: "1,003",
      pricesOf: "2026-05-01",
    });
  });

  it("an unknown price is no row and no zero, and is said", () => {
    const rows = rowsOf();
    expect(named(rows, "own", "USD per 1,000 prompts")).toBeUndefined();
    expect(named(rows, "own", "recall")?.sentence).toMatch(/n = 60\); no price known\.$/);
    const nobody = costAgainstRecall.run(trials, defaultAnalysisOptions).rows;
    expect(nobody.filter(({ name }) => name.startsWith("USD"))).toEqual([]);
  });

  it("models that share no length stand for their own", () => {
    const apart = trialsOf({ model: "dear", lengths: [1003] }, { model: "own", lengths: [2003] });
    const lengths = costAgainstRecall.run(apart, options).rows.map(({ group }) => group.lengths);
    expect(new Set(lengths)).toEqual(new Set(["1,003", "2,003"]));
  });

  it("recall per USD stands beside recall per 1,000 tokens, where a price is known", () => {
    const each = tokenEfficiency.run(trials, options).rows;
    expect(named(each, "dear", "recall per USD")?.estimate?.value).toBeCloseTo(1000, 9);
    expect(named(each, "dear", "recall per USD")?.sentence).toMatch(/^1\.00e\+3|^1000/);
    expect(named(each, "own", "recall per USD")).toBeUndefined();
    expect(named(each, "own", "recall per 1,000 prompt tokens")?.estimate?.n).toBe(60);
  });

  it("a document of which a price is missing is in neither sum", () => {
    const usd = (trial: Trial): number | undefined => (trial.cell.seed <= 10 ? 0.002 : undefined);
    const half = tokenEfficiency.run(trialsOf({ model: "dear", recall: () => 1 }), {
      ...options,
      prices: { usd, asOf: () => undefined },
    }).rows;
    expect(named(half, "dear", "recall per USD")?.estimate).toMatchObject({ n: 30 });
    expect(named(half, "dear", "recall per USD")?.estimate?.value).toBeCloseTo(500, 9);
  });
});

describe("recall for what a prompt costs", () => {
  const full = trialsOf({ model: "dear", lengths: [1003], recall: () => 1 });
  const rowsOf = (trials: readonly Trial[]) => tokenEfficiency.run(trials, options).rows;

  it("is said with its interval, and by tokens with the tokens of a prompt", () => {
    const [byTokens, byUsd, ...more] = rowsOf(full);
    expect(more).toEqual([]);
    expect(byTokens?.sentence).toBe(
      "1.00 full recalls per 1,000 prompt tokens (95 % interval 1.00 to 1.00, n = 60; 1,000 tokens a prompt).",
    );
    expect(byUsd?.sentence).toBe("1.00e+3 full recalls per USD (95 % interval 1.00e+3 to 1.00e+3, n = 60).");
    expect([byTokens?.unit, byUsd?.unit]).toEqual(["per 1,000 tokens", "per USD"]);
  });

  it("has no interval of four documents, and no number where no prompt was counted or nothing scored", () => {
    const few = trialsOf({ model: "dear", lengths: [1003], documents: 4, recall: () => 1 });
    expect(rowsOf(few).map(({ verdict, sentence, estimate }) => [verdict, sentence, estimate])).toEqual([
      [
        "too few documents",
        "1.00 full recalls per 1,000 prompt tokens; n = 4 documents are too few for an interval.",
        undefined,
      ],
      [
        "too few documents",
        "1.00e+3 full recalls per USD; n = 4 documents are too few for an interval.",
        undefined,
      ],
    ]);
    const lost = full.map(({ score: _, ...rest }): Trial => ({ ...rest, status: "failed" }));
    expect(rowsOf(lost)).toEqual([
      {
        group: { model: "dear", task: "needle", length: 1003 },
        name: "recall per 1,000 prompt tokens",
        unscored: 60,
      },
    ]);
    const uncounted = full.map((trial) =>
      trial.cell.seed < 3 ? { ...trial, actual: { ...trial.actual, tokens: 0 } } : trial,
    );
    expect(rowsOf(uncounted)[0]?.estimate).toMatchObject({ value: 1, n: 54 });
  });
});

describe("cost against recall, in words", () => {
  it("names the lengths from the shortest to the longest, the price and its day", () => {
    const trials = trialsOf(
      { model: "dear", lengths: [2003, 1003, 4003], recall: () => 1 },
      { model: "own", lengths: [1003, 2003, 4003], task: "other" },
    );
    const { rows } = costAgainstRecall.run(trials, options);
    const group = { model: "dear", task: "needle", lengths: "1,003 to 4,003" };
    expect(rows[0]).toMatchObject({ group, name: "recall" });
    expect(rows[0]?.sentence).toMatch(
      /^needle, 1,003 to 4,003 tokens: recall 100 % \(95 % interval \d+ % to 100 %, n = 180\); 2\.33 USD for 1,000 prompts at the prices of 2026-05-01\.$/,
    );
    const undated = costAgainstRecall.run(trials, {
      ...options,
      prices: { usd: () => 0.002, asOf: () => undefined },
    }).rows;
    expect(undated[0]?.sentence).toMatch(/; 2 USD for 1,000 prompts\.$/);
    expect(undated.find(({ name }) => name.startsWith("USD"))?.group).toEqual(group);
    // Another task's lengths are no matter.
    expect(rows.find(({ group: of }) => of.model === "own")?.group.lengths).toBe("1,003 to 4,003");
    const apart = trialsOf({ lengths: [1003] }, { task: "other", lengths: [2003] });
    expect(
      costAgainstRecall
        .run([...apart, ...trialsOf({ model: "b", lengths: [1003, 2003] })], options)
        .rows.filter(({ name }) => name === "recall")
        .map(({ group: of }) => [of.model, of.task, of.lengths]),
    ).toEqual([
      ["b", "needle", "1,003"],
      ["simulated:u", "needle", "1,003"],
      ["simulated:u", "other", "2,003"],
    ]);
  });

  it("of four documents are means without an interval, of those with a count", () => {
    const few = trialsOf({ model: "dear", lengths: [1003], documents: 4, recall: () => 1 });
    expect(named(costAgainstRecall.run(few, options).rows, "dear", "prompt tokens")?.estimate).toEqual({
      value: 1000,
      low: 1000,
      high: 1000,
      n: 12,
      method: "mean, no interval",
    });
    const uncounted = few.map((trial) => ({ ...trial, actual: { ...trial.actual, tokens: 0 } }));
    const { rows } = costAgainstRecall.run(uncounted, options);
    expect(named(rows, "dear", "prompt tokens")).toBeUndefined();
    const lost = few.map(({ score: _, ...rest }): Trial => ({ ...rest, status: "failed" }));
    expect(costAgainstRecall.run(lost, options).rows).toEqual([]);
  });
});
