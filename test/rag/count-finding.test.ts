import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { countFinding } from "../../src/rag/count-finding.ts";
import { createRng, type Rng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { madeTrial, right, wrong } from "./made-trials.ts";

const run = (trials: readonly Trial[]) => countFinding.run(trials, defaultAnalysisOptions).rows;

/** Answers of one order at each number of chunks, from each question's chance and its own luck. */
function draw(rng: Rng, n: number, recall: Readonly<Record<number, number>>, likeness = 0.5): Trial[] {
  return Array.from({ length: n }, (_, seed) => {
    const own = rng.fork(seed);
    const luck = own.float();
    return Object.entries(recall).map(([chunks, p]) => {
      const hit = (own.float() < likeness ? luck : own.float()) < p;
      return madeTrial({ task: "order:rank", seed, chunks: Number(chunks), score: hit ? right : wrong });
    });
  }).flat();
}

describe("chunk-counts", () => {
  it("is silent about one number of chunks", () => {
    expect(run(draw(createRng(1), 20, { 5: 0.5 }))).toEqual([]);
  });

  it("says where more chunks begin to hurt: 20 of 100 questions lost, 2 gained", () => {
    const trials = Array.from({ length: 100 }, (_, seed) =>
      [5, 10, 20].map((chunks) => {
        const hit = chunks === 20 ? seed < 60 || (seed >= 80 && seed < 82) : seed < 80;
        return madeTrial({
          ...{ task: "order:rank", seed, chunks, tokens: 100 * chunks },
          score: hit ? right : wrong,
        });
      }),
    ).flat();
    const rows = run(trials);
    const step = rows.find(({ name, group }) => name === "difference to fewer" && group.chunks === 20);
    expect(step?.estimate?.value).toBeCloseTo(-0.18);
    // 2 * scipy.stats.binomtest(2, 22).pvalue: Holm over two steps
    expect(step?.estimate?.p).toBeCloseTo(2 * 0.00012111663818359375, 12);
    expect(step?.verdict).toBe("worse");
    const verdict = rows.find(({ name }) => name === "verdict");
    expect(verdict?.verdict).toBe("hurts");
    expect(verdict?.sentence).toMatch(/starts to hurt between 10 and 20 .*80 % right with 10, 62 % with 20/);
    const best = rows.find(({ name }) => name === "best number")?.estimate;
    expect([best?.value, best?.low, best?.high]).toEqual([5, 5, 5]);
    const tokens = rows.filter(({ name }) => name === "prompt tokens").map(({ estimate }) => estimate?.value);
    expect(tokens).toEqual([500, 1000, 2000]);
  });

  it("says that none hurts only where the margin is excluded, else that it cannot tell", () => {
    const same = (n: number) =>
      run(
        Array.from({ length: n }, (_, seed) =>
          [5, 10].map((chunks) => madeTrial({ task: "order:rank", seed, chunks, score: right })),
        ).flat(),
      ).find(({ name }) => name === "verdict")?.verdict;
    expect(same(300)).toBe("no harm");
    expect(same(30)).toBe("cannot tell");
  });

  it("leaves a question out that one number did not score, and counts it", () => {
    const trials = draw(createRng(2), 40, { 5: 0.5, 10: 0.5 }).map((trial) => {
      const { score: _, ...unscored } = trial;
      return trial.cell.seed === 7 && trial.cell.factors.chunks === 10
        ? ({ ...unscored, status: "failed" } as Trial)
        : trial;
    });
    const rows = run(trials).filter(({ name }) => name === "recall");
    expect(rows.map(({ estimate, unscored }) => [estimate?.n, unscored])).toEqual([
      [39, 1],
      [39, 1],
    ]);
  });

  it("says falsely that more hurts in at most 5 % of simulated truths without harm, and finds a fall of 20 points", () => {
    const verdicts = (
      recall: Readonly<Record<number, number>>,
      label: string,
      runs: number,
    ): readonly unknown[] =>
      Array.from(
        { length: runs },
        (_, i) =>
          run(draw(createRng(11).fork(label).fork(i), 150, recall)).find(({ name }) => name === "verdict")
            ?.verdict,
      );
    const hurts = (found: readonly unknown[]): number =>
      found.filter((one) => one === "hurts").length / found.length;
    expect(hurts(verdicts({ 5: 0.6, 10: 0.6, 20: 0.6 }, "flat", 100))).toBeLessThanOrEqual(0.05);
    expect(hurts(verdicts({ 5: 0.8, 10: 0.8, 20: 0.6 }, "fall", 20))).toBeGreaterThan(0.9);
  });
});
