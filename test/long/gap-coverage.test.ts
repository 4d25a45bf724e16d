import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/index.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { recallByLengthAndDepth } from "../../src/analysis/recall-by-length-and-depth.ts";
import type { Estimate } from "../../src/findings.ts";
import { createRng } from "../../src/random.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { isEquivalent } from "../../src/stats/equivalence.ts";
import { pairedGap } from "../../src/stats/paired-gap.ts";
import { edgesAndMiddle, simulateTrials, type Truth } from "../simulate.ts";

const RUNS = 500;
/** 500 bootstrap draws in place of 10,000, for time: intervals are a little rougher than in use. */
const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };
/** The depths of an 11-point sweep that lie in a zone. */
const depths = [0, 0.1, 0.4, 0.5, 0.6, 0.9, 1];
/** 99.5 % quantile of Binomial(500, 0.05) as a share: what chance allows a 5 % error rate. */
const FIVE_PERCENT = 38 / 500;

/** The middle-gap finding of 500 runs of one truth. */
function manyRuns(name: string, truth: Truth) {
  return Array.from({ length: RUNS }, (_, run) => {
    const { rows } = middleGap.run(simulateTrials({ depths, ...truth, seed: `${name}/${run}` }), options);
    const gap = rows.find((row) => row.name === "middle gap")?.estimate as Estimate;
    return { verdict: rows.find((row) => row.name === "verdict")?.verdict, gap };
  });
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}

function expectCoverage(intervals: readonly { low: number; high: number }[], truth: number): void {
  const covered = share(intervals, ({ low, high }) => low <= truth + 1e-9 && high >= truth - 1e-9);
  expect(covered).toBeGreaterThanOrEqual(0.93);
  expect(covered).toBeLessThanOrEqual(0.97);
}

const flatTruths: Record<string, Truth> = {
  "flat at 0.8": { recall: () => 0.8 },
  "flat at 0.85, alike documents, a tenth lost": { recall: () => 0.85, likeness: 0.5, lost: () => 0.1 },
};
const nearCeiling: Truth = { recall: edgesAndMiddle(0.98, 0.9) };
const gapTruths: Record<string, Truth> = {
  "from 0.8 to 0.5": { recall: edgesAndMiddle(0.8, 0.5) },
  "from 0.9 to 0.6, alike documents": { recall: edgesAndMiddle(0.9, 0.6), likeness: 0.6 },
  "from 0.9 to 0.6, four needles": { recall: edgesAndMiddle(0.9, 0.6), needles: 4 },
};

describe("500 runs of 40 documents", () => {
  it.each(Object.keys(flatTruths))("%s: interval covers 0; false alarms at most 5 %%", (name) => {
    const runs = manyRuns(name, flatTruths[name] ?? {});
    expectCoverage(
      runs.map(({ gap }) => gap),
      0,
    );
    expect(share(runs, ({ verdict }) => verdict === "lost in the middle")).toBeLessThanOrEqual(0.025);
    expect(
      share(runs, ({ verdict }) => !["flat", "inconclusive"].includes(verdict ?? "")),
    ).toBeLessThanOrEqual(FIVE_PERCENT);
  });

  it.each(Object.entries(gapTruths))(
    "a gap of 0.3 %s: interval covers it; found in over 90 %%",
    (name, truth) => {
      const runs = manyRuns(name, truth);
      expectCoverage(
        runs.map(({ gap }) => gap),
        0.3,
      );
      expect(share(runs, ({ verdict }) => verdict === "lost in the middle")).toBeGreaterThan(0.9);
    },
  );

  it("a gap of 0.08 near the ceiling: interval covers it", () => {
    expectCoverage(
      manyRuns("near the ceiling", nearCeiling).map(({ gap }) => gap),
      0.08,
    );
  });

  it("recall of a cell: the Wilson interval covers it", () => {
    const cells = Array.from({ length: RUNS }, (_, run) => {
      const trials = simulateTrials({ recall: () => 0.7, depths: [0.5], documents: 40, seed: `cell/${run}` });
      return recallByLengthAndDepth.run(trials, options).rows[0]?.estimate as Estimate;
    });
    expectCoverage(cells, 0.7);
  });
});

describe("flatness is claimed of a gap as large as the margin (0.1) in at most 5 % of 500 runs", () => {
  // The statistic alone, one end: the verdict asks it of both ends, so it errs less.
  it.each([
    [20, "all or nothing", (miss: () => boolean) => +miss()],
    [30, "all or nothing", (miss: () => boolean) => +miss()],
    [40, "all or nothing", (miss: () => boolean) => +miss()],
    [40, "trial by trial", (miss: () => boolean) => (+miss() + +miss() + +miss()) / 3],
    [100, "all or nothing", (miss: () => boolean) => +miss()],
  ] as const)("%i documents, %s", (documents, name, missed) => {
    const claims = Array.from({ length: RUNS }, (_, run) => {
      const rng = createRng(`margin/${documents}/${name}/${run}`);
      const second = () => 1 - missed(() => rng.float() < 0.1);
      const pairs = Array.from({ length: documents }, () => ({ first: 1, second: second() }));
      return isEquivalent(pairedGap(pairs, 500, rng).interval(0.9), 0.1);
    });
    expect(share(claims, Boolean)).toBeLessThanOrEqual(FIVE_PERCENT);
  });
});

describe("the detectable gap is found about four times in five (interval above 0, 500 runs)", () => {
  it.each([
    [40, 0],
    [40, 0.3],
    [120, 0.3],
  ])("%i documents, differences of deviation %f without a gap", (documents, deviation) => {
    const gap = detectableGap({ n: documents, deviation });
    const found = Array.from({ length: RUNS }, (_, run) => {
      const rng = createRng(`detect/${documents}/${deviation}/${run}`);
      const pairs = Array.from({ length: documents }, () => {
        const noise = rng.float() < 0.5 ? deviation : -deviation;
        return { first: noise, second: rng.float() < gap ? -1 : 0 };
      });
      return pairedGap(pairs, 300, rng).interval(0.95).low > 0;
    });
    expect(share(found, Boolean)).toBeGreaterThan(0.72);
    expect(share(found, Boolean)).toBeLessThan(0.9);
  });
});
