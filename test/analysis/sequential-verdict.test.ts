import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { differencesOf, shownOf, signLevel } from "../../src/analysis/sequential-claims.ts";
import { gatherSequential } from "../../src/analysis/sequential-evidence.ts";
import { sequentialSentence } from "../../src/analysis/sequential-sentence.ts";
import { decideSequentially } from "../../src/analysis/sequential-verdict.ts";
import { tally } from "../../src/analysis/tally.ts";
import type { Decision } from "../../src/analysis/verdict.ts";
import type { Estimate } from "../../src/findings.ts";
import { confidenceSequence } from "../../src/stats/confidence-sequence.ts";
import { simulateTrials } from "../simulate.ts";

const rule = { error: 0.05, margin: 0.1 };
const options = { ...defaultAnalysisOptions, untilDecided: { error: 0.05 } };
const many = (value: number): number[] => new Array(80).fill(value);
const [above, below, level, open] = [many(0.5), many(-0.5), many(0), [] as number[]];
const decideOf = (
  start: readonly number[],
  end: readonly number[],
  endBelowHalf: readonly number[] = open,
  startBelowHalf: readonly number[] = open,
  hole = false,
): Decision => decideSequentially({ start, end, endBelowHalf, startBelowHalf }, rule, () => hole);

describe("what documents have shown of a difference", () => {
  it("is its sign, at a fifth of the error, and that it is within the margin, at two fifths", () => {
    const none = { above: false, below: false, within: false };
    expect(shownOf(above, rule)).toEqual({ ...none, above: true });
    expect(shownOf(below, rule)).toEqual({ ...none, below: true });
    expect(shownOf(level, rule)).toEqual({ ...none, within: true });
    expect(shownOf(many(0.09), rule)).toMatchObject({ within: false });
    expect(shownOf(open, rule)).toEqual(none);
    expect(signLevel(0.05)).toBeCloseTo(0.98, 12);
    // Ones against 0: shown after nine at an alpha of 0.01, not after eight.
    expect([8, 9].map((n) => shownOf(new Array(n).fill(1), rule).above)).toEqual([false, true]);
  });

  it("is of the documents with a scored trial in each zone that is named", () => {
    const sum = (recall: number, scored: number) => ({ recall, scored });
    const documents = [
      { first: sum(1, 2), middle: sum(1, 4), last: sum(3, 3) },
      { first: sum(1, 1), middle: sum(0, 1), last: sum(0, 0) },
      { first: sum(0, 0), middle: sum(1, 2), last: sum(1, 4) },
      { first: sum(1, 1), middle: sum(0, 0), last: sum(1, 1) },
    ];
    expect(differencesOf(documents)).toEqual({
      start: [0.25, 1],
      end: [0.75, -0.25],
      endBelowHalf: [0.5 * 0.5 + 0.5 * 0.25 - 1],
      startBelowHalf: [-0.5 + 0.5 * 0.25 + 0.5],
    });
  });
});

describe("a verdict document by document", () => {
  it("is flat where both ends are within the margin and no depth falls out", () => {
    expect(decideOf(level, level)).toBe("flat");
    expect(decideOf(level, level, open, open, true)).toBe("inconclusive");
    expect(decideOf(level, open)).toBe("inconclusive");
    expect(decideOf(open, level)).toBe("inconclusive");
  });

  it("is by the signs of both ends where they are shown", () => {
    expect(decideOf(above, above)).toBe("lost in the middle");
    expect(decideOf(below, below)).toBe("inverted");
    expect(decideOf(above, below)).toBe("primacy only");
    expect(decideOf(below, above)).toBe("recency only");
  });

  it("of one end needs the other shown to be on its side of half-way", () => {
    expect(decideOf(above, open)).toBe("inconclusive");
    expect(decideOf(open, above)).toBe("inconclusive");
    expect(decideOf(below, open)).toBe("inconclusive");
    expect(decideOf(open, below)).toBe("inconclusive");
    expect(decideOf(above, open, above)).toBe("primacy only");
    expect(decideOf(open, below, open, below)).toBe("primacy only");
    expect(decideOf(open, above, open, above)).toBe("recency only");
    expect(decideOf(below, open, below)).toBe("recency only");
    for (const half of [above, below]) {
      expect(decideOf(open, open, half, half)).toBe("inconclusive");
      expect(decideOf(above, open, open, half)).toBe("inconclusive");
      expect(decideOf(below, open, open, half)).toBe("inconclusive");
      expect(decideOf(open, above, half)).toBe("inconclusive");
      expect(decideOf(open, below, half)).toBe("inconclusive");
    }
    expect(decideOf(above, open, below)).toBe("inconclusive");
    expect(decideOf(below, open, above)).toBe("inconclusive");
    expect(decideOf(open, above, open, below)).toBe("inconclusive");
    expect(decideOf(open, below, open, above)).toBe("inconclusive");
  });
});

describe("the numbers of a run that stopped by its results", () => {
  it("are means over documents with their confidence sequences", () => {
    const depths = [0, 0.1, 0.5, 1];
    const recalls = [
      [1, 0, 0, 1],
      [1, 1, 0, 0],
      [0, 1, 1, 1],
    ];
    const trials = simulateTrials({ depths, documents: 3 }).map((trial) => {
      const recall = recalls[trial.cell.seed - 1]?.[depths.indexOf(trial.cell.depth)] ?? 0;
      return { ...trial, score: { recall, found: [recall === 1] } };
    });
    const evidence = gatherSequential(tally(trials), options);
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    const wanted = (values: readonly number[], at: number, bounds?: { low: number; high: number }) => {
      const { low, high } = confidenceSequence(values, at, bounds);
      return {
        value: expect.closeTo(mean(values), 12),
        low: expect.closeTo(low, 9),
        high: expect.closeTo(high, 9),
        n: 3,
        method: `betting confidence sequence ${at * 100} %, holds at every n`,
      };
    };
    const share = { low: 0, high: 1 };
    expect(evidence).toEqual({
      verdict: "inconclusive",
      first: wanted([0.5, 1, 0.5], 0.95, share),
      middle: wanted([0, 0, 1], 0.95, share),
      last: wanted([1, 0, 1], 0.95, share),
      edge: wanted([2 / 3, 2 / 3, 2 / 3], 0.95, share),
      gap: wanted([2 / 3, 2 / 3, -1 / 3], 0.95),
      primacy: wanted([0.5, 1, -0.5], 0.98),
      recency: wanted([1, 0, 0], 0.98),
    });
  });

  it("are said by verdict", () => {
    const one = (value: number): Estimate => ({
      value,
      low: value - 0.1,
      high: value + 0.1,
      n: 20,
      method: "made",
    });
    const said = (verdict: Decision) =>
      sequentialSentence(
        {
          verdict,
          first: one(0.9),
          middle: one(0.5),
          last: one(0.7),
          edge: one(0.8),
          gap: one(0.3),
          primacy: one(0.4),
          recency: one(0.2),
        },
        2048,
        options,
      );
    const how = "documents were added until this was decided, with a chance of error of at most 5 %.";
    const gap = "a gap of 30 points (95 % confidence sequence 20 to 40, n = 20 documents)";
    const zones =
      "recall is 90 % at the start, 50 % in the middle and 70 % at the end (start minus middle 98 % confidence sequence 30 to 50, n = 20 documents; end minus middle 10 to 30)";
    expect(said("lost in the middle")).toBe(
      `Lost in the middle at 2,048 tokens: recall falls from 80 % at the edges to 50 % in the middle, ${gap}; ${how}`,
    );
    expect(said("inverted")).toBe(
      `Inverted at 2,048 tokens: recall rises from 80 % at the edges to 50 % in the middle, ${gap}; ${how}`,
    );
    expect(said("primacy only")).toBe(
      `Primacy only at 2,048 tokens: ${zones}, and only the start is favoured; ${how}`,
    );
    expect(said("recency only")).toBe(
      `Recency only at 2,048 tokens: ${zones}, and only the end is favoured; ${how}`,
    );
    expect(said("flat")).toBe(
      `Flat at 2,048 tokens: recall is 80 % at the edges and 50 % in the middle; start and end are shown to be within 10 points of the middle (n = 20 documents); ${how}`,
    );
    expect(said("inconclusive")).toBe(
      `Inconclusive at 2,048 tokens: recall is 80 % at the edges and 50 % in the middle, ${gap}; no verdict is shown with a chance of error of at most 5 %, and more documents may decide it.`,
    );
  });
});
