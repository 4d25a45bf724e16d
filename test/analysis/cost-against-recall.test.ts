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
