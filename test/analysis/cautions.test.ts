import { describe, expect, it } from "vitest";
import { recordCautions } from "../../src/analysis/cautions.ts";
import { analyses, defaultAnalysisOptions } from "../../src/analysis/index.ts";
import type { Trial } from "../../src/record.ts";
import { elevenDepths, simulateTrials } from "../simulate.ts";

const whole = simulateTrials({ documents: 4 });

describe("recordCautions", () => {
  it("has nothing to say of a sound record", () => {
    expect(recordCautions(whole)).toEqual([]);
  });

  it.each([
    ["one depth only (0.5)", simulateTrials({ documents: 4, depths: [0.5] })],
    ["one document only", simulateTrials({ documents: 1 })],
    [
      "at 4096 tokens only some of the 11 depths were asked; lengths are compared by recall at different places",
      [...whole, ...simulateTrials({ documents: 4, lengths: [4096], depths: [0, 1] })],
    ],
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

  /** Tokens of the prompt of every nth trial, a share of the length asked. */
  const shortened = (share: number, every: number): Trial[] =>
    simulateTrials({ documents: 10, depths: elevenDepths.slice(1) }).map((trial, i) => ({
      ...trial,
      actual: { ...trial.actual, tokens: trial.cell.contextLength * (i % every === 0 ? share : 1) },
    }));

  it("says that prompts are much shorter than asked: below 0.7 of it, and more than one in ten", () => {
    expect(recordCautions(shortened(0.69, 5))[0]).toMatch(
      /: 20 of 100 prompts are much shorter than the length/,
    );
    expect(recordCautions(shortened(0.69, 9))[0]).toMatch(/: 12 of 100 prompts are much shorter/);
    expect(recordCautions(shortened(0.69, 10))).toEqual([]);
    expect(recordCautions(shortened(0.7, 5))).toEqual([]);
    // What was never built has no length.
    expect(recordCautions(shortened(0, 5))).toEqual([]);
  });

  it("says that a server did not count what it read, of the answers that were scored", () => {
    const served = (model: string, promptTokens?: number) =>
      simulateTrials({ documents: 4, model, lost: (depth) => Number(depth === 0.5) / 40 }).map((trial) => ({
        ...trial,
        generation: { finish: { reason: "stop" as const }, ...(promptTokens && { promptTokens }) },
      }));
    for (const adapter of ["ollama", "llamacpp", "openai-compatible", "openai", "anthropic", "google"]) {
      expect(recordCautions(served(`${adapter}:x`))).toEqual([
        `${adapter}:x, needle: the server does not say how many tokens it read for 44 answers; a prompt that it cut would not be seen, and its facts would look forgotten.`,
      ]);
      expect(recordCautions(served(`${adapter}:x`, 900))).toEqual([]);
    }
    expect(recordCautions(served("local:openai:x"))).toEqual([]);
    const lost = served("ollama:x").map((trial, i) =>
      i === 7 ? { ...trial, status: "failed" as const } : trial,
    );
    expect(recordCautions(lost)[0]).toContain("for 43 answers");
  });

  it("says of how many trials the depth is not recorded, and takes them for no depth", () => {
    const unplaced = whole.map((trial, i) =>
      i < 5 ? { ...trial, actual: { ...trial.actual, depthUnknown: true as const } } : trial,
    );
    expect(recordCautions(unplaced)).toEqual([
      "simulated:u, needle: how deep the fact stood is not recorded for 5 of 44 trials; nothing is said of these and position.",
    ]);
    const one = simulateTrials({ documents: 4, depths: [0, 0.5] }).map((trial) =>
      trial.cell.depth === 0 ? { ...trial, actual: { ...trial.actual, depthUnknown: true as const } } : trial,
    );
    expect(recordCautions(one).join("\n")).toContain("one depth only (0.5)");
  });

  it("lists series by name and numbers by size, whatever was met first", () => {
    const versions = [10, 2].flatMap((taskVersion) =>
      simulateTrials({ documents: 4, taskVersion, task: "b" }),
    );
    const lines = recordCautions([
      ...versions,
      ...simulateTrials({ documents: 4, estimated: true, task: "a" }),
    ]);
    expect(lines).toEqual([
      "simulated:u, a: token counts are estimated; lengths and depths are approximate.",
      "simulated:u, b: task versions 2, 10 are mixed; their prompts differ, so a difference may be the prompt's.",
    ]);
  });

  it("does not take documents of several haystacks for one, nor one trial a cell of one document for many", () => {
    const two = [
      ...simulateTrials({ documents: 1 }),
      ...simulateTrials({ documents: 1, haystack: "other@1" }),
    ];
    expect(recordCautions(two)).toEqual([]);
    expect(recordCautions(simulateTrials({ documents: 1 }))).toHaveLength(1);
  });

  it("says first that documents were added until the verdict was decided, also of a record that is no list", () => {
    const rule = { untilDecided: { error: 0.05 } };
    const store = {
      *[Symbol.iterator]() {
        yield* whole;
      },
    };
    for (const record of [whole, store]) {
      expect(recordCautions(record)).toEqual([]);
      const [line, ...more] = recordCautions(record, rule);
      expect(line).toMatch(/^Documents were added until the verdict was decided/);
      expect(more).toEqual([]);
      expect(recordCautions(record)).toEqual([]);
    }
  });

  it("gives lines that may be changed by who reads them, of a record that is no list", () => {
    const store = {
      *[Symbol.iterator]() {
        yield* simulateTrials({ documents: 1 });
      },
    };
    recordCautions(store).push("mine");
    expect(recordCautions(store)).toHaveLength(1);
  });

  it("counts a document that other arms asked for nothing", () => {
    const other = simulateTrials({ documents: 4, arm: "oracle", taskVersion: 2, tokenizer: "bpe" });
    expect(recordCautions([...whole, ...other])).toEqual([]);
  });
});
