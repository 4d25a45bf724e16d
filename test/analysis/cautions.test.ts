import { describe, expect, it } from "vitest";
import { recordCautions } from "../../src/analysis/cautions.ts";
import { analyses, defaultAnalysisOptions } from "../../src/analysis/index.ts";
import { simulateTrials } from "../simulate.ts";

const whole = simulateTrials({ documents: 4 });

describe("recordCautions", () => {
  it("has nothing to say of a sound record", () => {
    expect(recordCautions(whole)).toEqual([]);
  });

  it.each([
    ["one depth only (0.5)", simulateTrials({ documents: 4, depths: [0.5] })],
    ["one document only", simulateTrials({ documents: 1 })],
    [
      "one trial a cell; the recall of a cell is a hit or a miss",
      whole.filter(({ cell }, i) => cell.seed === 1 + ((i % 11) % 4)),
    ],
    ["task versions 1, 2 are mixed", [...whole, ...simulateTrials({ documents: 4, taskVersion: 2 })]],
    ["counted by different tokenizers (bpe, words@1)", [...whole, ...simulateTrials({ tokenizer: "bpe" })]],
    [
      "counted by 2 tokenizers (bpe, words@1): equal lengths of different models are not equal texts",
      [...whole, ...simulateTrials({ tokenizer: "bpe", model: "simulated:other" })],
    ],
    ["44 of 88 simulated", [...whole, ...simulateTrials({ documents: 4, simulated: false, model: "a:b" })]],
    ["token counts are estimated", simulateTrials({ documents: 4, estimated: true })],
    [
      "pooled (distractors = 0, 4)",
      whole.map((trial, i) => ({
        ...trial,
        cell: { ...trial.cell, factors: { ...trial.cell.factors, distractors: i < 22 ? 0 : 4 } },
      })),
    ],
    [
      "not one of 44 trials was scored; nothing can be said about recall",
      simulateTrials({ documents: 4, lost: () => 1 }),
    ],
    ["40 of 440 trials (9 %) were not scored", simulateTrials({ lost: (depth) => Number(depth === 0.5) })],
    ["No trial of the context arm", simulateTrials({ arm: "oracle" })],
  ])("says: %s", (text, trials) => {
    const cautions = recordCautions(trials);
    expect(cautions).toHaveLength(1);
    expect(cautions[0]).toContain(text);
    for (const analysis of analyses)
      expect(analysis.run(trials, { ...defaultAnalysisOptions, bootstrapDraws: 50 }).cautions).toContain(
        cautions[0],
      );
  });

  it("lets one trial in twenty go unscored without a word", () => {
    const trials = simulateTrials({ documents: 20 }).map((trial, i) =>
      i % 20 === 0 ? { ...trial, status: "failed" as const } : trial,
    );
    expect(recordCautions(trials)).toEqual([]);
  });
});
