import { describe, expect, it } from "vitest";
import { clusteredShare } from "../../src/analysis/clustered-share.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { ratioOfSums } from "../../src/analysis/ratio-of-sums.ts";
import { spentByDocument } from "../../src/analysis/spent-by-document.ts";
import { type Tally, tally } from "../../src/analysis/tally.ts";
import { usdByDocument, usdKey } from "../../src/analysis/usd-by-document.ts";
import { weightedMean } from "../../src/analysis/weighted-mean.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { bcaInterval } from "../../src/stats/bca-interval.ts";
import { expandedLevel } from "../../src/stats/expanded-level.ts";
import { resampleMeans } from "../../src/stats/resample-means.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 600 };

/** Trials with the given recalls, by (length, document, depth); undefined = not scored. */
const scored = (truth: Truth, recalls: readonly (number | undefined)[]): Trial[] =>
  simulateTrials(truth).map((trial, i): Trial => {
    const { score: _, ...rest } = trial;
    const recall = recalls[i];
    return recall === undefined ? { ...rest, status: "failed" } : { ...rest, score: { recall, found: [] } };
  });

describe("a ratio of sums", () => {
  const unit = (top: number, bottom: number, n = 1) => ({ top, bottom, n });

  it("is that of documents with something below it, with their BCa interval from five on", () => {
    const units = [unit(1, 2), unit(3, 4, 2), unit(0, 1), unit(2, 2), unit(5, 9), unit(1, 7)];
    const ratio = ratioOfSums([...units, unit(9, 0), unit(9, 9, 0)], "stream", options);
    const value = 12 / 25;
    const [tops, bottoms] = [units.map(({ top }) => top), units.map(({ bottom }) => bottom)];
    const sorted = resampleMeans(tops, 600, createRng(options.seed).fork("stream"), bottoms);
    const influence = units.map(({ top, bottom }) => top - value * bottom);
    const bounds = bcaInterval({ sorted, mean: value, influence }, expandedLevel(0.95, 6));
    expect(ratio).toEqual({
      value,
      estimate: { value, ...bounds, n: 7, method: "cluster bootstrap BCa 95 %, 600 draws" },
    });
  });

  it("has no interval of fewer than five, and is nothing of nothing", () => {
    const four = [unit(1, 2), unit(1, 2), unit(1, 4), unit(1, 2)];
    expect(ratioOfSums(four, "s", options)).toEqual({ value: 0.4, tooFew: 4 });
    expect(ratioOfSums([...four, unit(1, 2)], "s", options)?.estimate?.n).toBe(5);
    expect(ratioOfSums([unit(1, 0), unit(1, 1, 0)], "s", options)).toBeUndefined();
  });
});

describe("a weighted mean of recalls", () => {
  const groupsOf = (trials: readonly Trial[], weights: readonly number[]) => {
    const cells = tally(trials);
    const lengths = [...new Set(cells.map(({ length }) => length))];
    return lengths.map((length, i) => ({
      weight: weights[i] ?? 0,
      cells: cells.filter((cell): cell is Tally => cell.length === length),
    }));
  };
  // Two lengths, six documents; the third was not scored at the longer one.
  const recalls = [1, 0.5, 1, 0, 0.25, 1, 0.5, 0, undefined, 0.25, 0, 0.75];
  const trials = scored({ lengths: [512, 1024], documents: 6, depths: [0.5] }, recalls);

  it("is by weights of any sum, with the interval of its documents' pseudo-values", () => {
    const [a, b] = [(1 + 0.5 + 1 + 0 + 0.25 + 1) / 6, (0.5 + 0 + 0.25 + 0 + 0.75) / 5];
    const value = (a + 3 * b) / 4;
    const pulls = Array.from({ length: 6 }, (_, i) => {
      const [short = 0, long] = [recalls[i], recalls[6 + i]];
      return ((short - a) / 6) * 0.25 + (long === undefined ? 0 : ((long - b) / 5) * 0.75);
    });
    const wanted = clusteredShare(
      pulls.map((pull, i) => ({ document: `d${i}`, recall: value + 6 * pull, scored: 1 })),
      true,
      options,
    );
    const got = weightedMean(groupsOf(trials, [1, 3]), options);
    expect(got?.value).toBeCloseTo(value, 12);
    expect(got?.low).toBeCloseTo(wanted?.low ?? 0, 9);
    expect(got?.high).toBeCloseTo(wanted?.high ?? 0, 9);
    expect(got?.n).toBe(11);
    expect(got?.method).toContain("BCa");
    const tenfold = weightedMean(groupsOf(trials, [10, 30]), options);
    expect(tenfold?.low).toBeCloseTo(got?.low ?? 0, 12);
    expect(weightedMean(groupsOf(trials.toReversed(), [1, 3]), options)).toEqual(got);
  });

  it("is nothing where a group has no score, or there is none; and lies within 0 and 1", () => {
    const lost = scored({ lengths: [512, 1024], documents: 2, depths: [0.5] }, [1, 1, undefined, undefined]);
    expect(weightedMean(groupsOf(lost, [1, 1]), options)).toBeUndefined();
    expect(weightedMean([], options)).toBeUndefined();
    const uneven = scored({ lengths: [512, 1024], documents: 7, depths: [0.5] }, [
      1,
      1,
      1,
      1,
      1,
      1,
      0,
      1,
      1,
      1,
      0.9,
      1,
      0.8,
      undefined,
    ]);
    for (const some of [
      uneven,
      uneven.map(
        (trial): Trial =>
          trial.score ? { ...trial, score: { ...trial.score, recall: 1 - trial.score.recall } } : trial,
      ),
    ]) {
      const { low = -1, high = 2, value = 3 } = weightedMean(groupsOf(some, [1, 1]), options) ?? {};
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
  });
});

describe("what documents spent", () => {
  const truth = { documents: 3, depths: [0, 1] };
  const [one, half, none] = [1, 0.5, 0];
  const trials = [
    ...scored({ ...truth, lengths: [512] }, [one, half, none, undefined, undefined, undefined]),
    ...scored({ ...truth, lengths: [1024], documents: 1 }, [one, one]),
    ...scored({ ...truth, arm: "oracle" }, [one, one, one, one, one, one]),
  ];
  const prices = {
    usd: ({ cell }: Trial) =>
      cell.depth === 0 ? 0.25 : cell.contextLength === 512 && cell.seed === 1 ? 0.5 : undefined,
    asOf: () => undefined,
  };

  it("in USD is that of scored answers of the context arm with a known price", () => {
    expect([...usdByDocument(trials, undefined)]).toEqual([]);
    const money = usdByDocument(trials, prices);
    expect([...money].map(([key, documents]) => [key, [...documents]])).toEqual([
      [
        usdKey("simulated:u", "needle", 512),
        [
          ["expedition-log@1#1", { usd: 0.75, n: 2 }],
          ["expedition-log@1#2", { usd: 0.25, n: 1 }],
        ],
      ],
      [usdKey("simulated:u", "needle", 1024), [["expedition-log@1#1", { usd: 0.25, n: 1 }]]],
    ]);
    const failed = trials.map((trial): Trial => ({ ...trial, status: "failed" }));
    expect([...usdByDocument(failed, prices)]).toEqual([]);
    expect([
      ...usdByDocument(
        trials.map(({ score: _, ...rest }) => rest),
        prices,
      ),
    ]).toEqual([]);
  });

  it("is summed in order of documents, those without a score left out", () => {
    const cells = tally(trials).filter(({ arm }) => arm === "context");
    const spent = spentByDocument(cells, usdByDocument(trials, prices));
    expect(spent).toEqual([
      { hits: 3.5, tokens: 2 * 509 + 2 * 1021, n: 4, usd: 1, priced: 3 },
      { hits: 0, tokens: 509, n: 1, usd: 0.25, priced: 1 },
    ]);
    const short = cells.filter(({ length }) => length === 512);
    expect(spentByDocument(short, usdByDocument(trials, prices))[0]).toMatchObject({ usd: 0.75, priced: 2 });
    const shuffled = scored(
      { documents: 12, depths: [0] },
      Array.from({ length: 12 }, (_, i) => i / 12),
    );
    expect(spentByDocument(tally(shuffled.toReversed()), new Map()).map(({ hits }) => hits)).toEqual(
      Array.from({ length: 12 }, (_, i) => i / 12),
    );
  });
});
