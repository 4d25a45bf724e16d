import { describe, expect, it } from "vitest";
import { consistency } from "../../src/analysis/consistency.ts";
import { firstLineAnalysis } from "../../src/analysis/first-line.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { tokenEfficiency } from "../../src/analysis/token-efficiency.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import reference from "../fixtures/stats/regression.json" with { type: "json" };
import { simulateTrials } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };

describe("first line against full answer", () => {
  /** One answer a document: hit as a whole only, by the first line only, both ways. */
  const discordant = (whole: number, first: number, both: number): Trial[] =>
    simulateTrials({ depths: [0.5], documents: whole + first + both, recall: () => 1 }).map((trial, i) => {
      const [recall, firstLine] = i < whole ? [1, 0] : i < whole + first ? [0, 1] : [1, 1];
      return { ...trial, score: { recall, found: [recall === 1], firstLine } };
    });

  it.each([
    [37, 6, 1.64e-6],
    [9, 11, 0.824],
    [31, 8, 2.94e-4],
    [22, 10, 0.0501],
  ])("%i against %i gives the published exact McNemar p", (whole, first, p) => {
    const [row] = firstLineAnalysis.run(discordant(whole, first, 20), options).rows;
    expect(Math.abs((row?.estimate?.p ?? 0) / p - 1)).toBeLessThan(3e-3);
    expect(row?.estimate?.value).toBeCloseTo((whole - first) / (whole + first + 20), 12);
    expect(row?.sentence).toContain(
      `${whole} answers only as a whole, ${first} only by the first line; exact McNemar`,
    );
  });

  it("is by document where one has several answers, and is not asked where there is one score", () => {
    const several = simulateTrials({ depths: [0, 1], documents: 30, recall: () => 0.6 }).map((trial) => ({
      ...trial,
      score: { recall: trial.score?.recall ?? 0, found: [true], firstLine: 0 },
    }));
    const [row] = firstLineAnalysis.run(several, options).rows;
    expect(row?.estimate?.method).toContain("sign flips by document");
    expect(row?.verdict).toBe("matters");
    expect(row?.estimate?.n).toBe(30);
    expect(firstLineAnalysis.run(simulateTrials(), options).rows).toEqual([]);
  });
});

describe("the two scores of an answer", () => {
  it("are compared at each length, as shares of answers, and not where an answer was not scored", () => {
    const trials = simulateTrials({ lengths: [512, 1024], depths: [0, 1], documents: 8 }).map(
      (trial, i): Trial => {
        const { score: _, ...rest } = trial;
        if (trial.cell.seed === 8)
          return { ...trial, status: "failed", score: { recall: 1, found: [true], firstLine: 0 } };
        if (trial.cell.seed === 7) return { ...rest, score: { recall: 1, found: [true] } };
        const short = trial.cell.contextLength === 512;
        return { ...trial, score: { recall: 1, found: [true], firstLine: short ? Number(i % 2) : 1 } };
      },
    );
    const rows = firstLineAnalysis.run(trials, options).rows;
    expect(
      rows.map(({ group, estimate, verdict }) => [group.length, estimate?.value, estimate?.n, verdict]),
    ).toEqual([
      [512, 0.5, 6, "matters"],
      [1024, 0, 6, "not shown to matter"],
    ]);
    expect(rows[0]?.group).toEqual({ model: "simulated:u", task: "needle", length: 512, simulated: true });
    expect(rows[0]?.sentence).toMatch(
      /^All of the answer gives 100 %, its first line alone 50 %: a difference of 50 points \(95 % interval \d+ to \d+, n = 6 documents; sign flips by document, p = 0\.031\)\.$/,
    );
    expect(rows[1]?.sentence).toContain("100 %, its first line alone 100 %: a difference of 0 points");
  });
});

describe("consistency over repeats", () => {
  const repeated = (outcomes: readonly (readonly number[])[]): Trial[] => {
    const one = simulateTrials({ depths: [0.5], documents: outcomes.length });
    return one.flatMap((trial, i) =>
      (outcomes[i] ?? []).map((recall, nth) => ({
        ...trial,
        id: `${trial.id}/${nth}`,
        score: { recall, found: [recall === 1] },
      })),
    );
  };

  it("is the share of pairs of repeats that agree, beside what chance gives", () => {
    // 1, 1/3, 1; asked once: in no number. Five hits of eight answers: 34 of 64 agree by chance.
    const [row] = consistency.run(repeated([[1, 1], [1, 0, 0], [1, 1, 1], [0]]), options).rows;
    expect(row?.estimate?.value).toBeCloseTo(7 / 9, 12);
    expect(row?.estimate?.n).toBe(3);
    expect(row?.sentence).toContain(
      "8 answers); results that do not hang on the question would agree in 63 %.",
    );
  });

  it("agrees with statsmodels' agreement of raters (test/fixtures/stats/regression.py)", () => {
    for (const { counts, agreement } of reference.agreement) {
      const outcomes = counts.map(([hits = 0, misses = 0]) => [
        ...new Array<number>(hits).fill(1),
        ...new Array<number>(misses).fill(0),
      ]);
      const [row] = consistency.run(repeated(outcomes), options).rows;
      expect(row?.estimate?.value).toBeCloseTo(agreement, 10);
    }
  });

  it("covers the truth: two answers of chance 0.8 agree in 0.68 of pairs, in 93 to 97 % of 500 runs", {
    tags: "simulation",
  }, () => {
    const covered = Array.from({ length: 500 }, (_, run) => {
      const rng = createRng(`repeats/${run}`);
      const draw = (): number => Number(rng.float() < 0.8);
      const { low = 1, high = 0 } =
        consistency.run(repeated(Array.from({ length: 60 }, () => [draw(), draw()])), options).rows[0]
          ?.estimate ?? {};
      return low <= 0.68 && 0.68 <= high;
    }).filter(Boolean);
    expect(covered.length / 500).toBeGreaterThanOrEqual(0.925);
    expect(covered.length / 500).toBeLessThanOrEqual(0.975);
  });

  it("says nothing where nothing was repeated; other factors are another question", () => {
    expect(consistency.run(simulateTrials({ documents: 5 }), options).rows).toEqual([]);
    const two = repeated([[1, 0]]).map((trial, i) => ({
      ...trial,
      cell: { ...trial.cell, factors: { ...trial.cell.factors, order: i } },
    }));
    expect(consistency.run(two, options).rows).toEqual([]);
  });
});

describe("token efficiency", () => {
  const priced = (seed: string, documents = 40): Trial[] => {
    const rng = createRng(seed);
    return simulateTrials({ documents, depths: [0, 0.5, 1], recall: () => 0.6, likeness: 0.5, seed }).map(
      (trial) => ({
        ...trial,
        generation: { finish: { reason: "stop" as const }, promptTokens: 900 + rng.int(200) },
      }),
    );
  };

  it("is recall over thousands of prompt tokens as reported, or as counted where they were not", () => {
    const trials = priced("one");
    const hits = trials.reduce((sum, { score }) => sum + (score?.recall ?? 0), 0);
    const tokens = trials.reduce((sum, { generation }) => sum + (generation?.promptTokens ?? 0), 0);
    const [row] = tokenEfficiency.run(trials, options).rows;
    expect(row?.estimate?.value).toBeCloseTo((1000 * hits) / tokens, 12);
    expect(row?.unit).toBe("per 1,000 tokens");
    const [counted] = tokenEfficiency.run(simulateTrials({ recall: () => 1 }), options).rows;
    expect(counted?.estimate?.value).toBeCloseTo(1000 / 1021, 12);
    expect(tokenEfficiency.run(priced("few", 3), options).rows[0]).toMatchObject({
      verdict: "too few documents",
    });
  });

  it("covers the truth in 92 to 97.5 % of 400 runs", { tags: "simulation" }, () => {
    const truth = 0.6 / 0.9995;
    const covered = Array.from({ length: 400 }, (_, run) => {
      const { low = 1, high = 0 } =
        tokenEfficiency.run(priced(`run/${run}`), options).rows[0]?.estimate ?? {};
      return low <= truth && truth <= high;
    }).filter(Boolean);
    expect(covered.length / 400).toBeGreaterThanOrEqual(0.92);
    expect(covered.length / 400).toBeLessThanOrEqual(0.975);
  });
});
