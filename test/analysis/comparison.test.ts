import { describe, expect, it } from "vitest";
import type { Side } from "../../src/analysis/common-cells.ts";
import { compareSides } from "../../src/analysis/comparison.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { edgesAndMiddle, simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };
const depths = [0, 0.5, 1];

/** Sides of one model each, whose trials are of the same documents and otherwise independent. */
function side(name: string, truth: Truth = {}): Side {
  const trials = simulateTrials({ depths, seed: name, ...truth, model: name });
  return { name, trials, needles: "people" };
}

describe("compareSides", () => {
  it("pairs by question: a single trial a document gives McNemar's p", () => {
    const sides = [
      side("a", { depths: [0.5], recall: () => 0.9 }),
      side("b", { depths: [0.5], recall: () => 0.4 }),
    ];
    const hits = sides.map(({ trials }) => trials.map(({ score }) => score?.recall ?? 0));
    const only = (i: 0 | 1): number =>
      hits[i]?.filter((hit, at) => hit === 1 && hits[1 - i]?.[at] === 0).length ?? 0;
    const { rows } = compareSides(sides, options);
    expect(rows.map(({ name }) => name)).toEqual(["rank", "rank", "difference"]);
    expect(rows[2]?.estimate?.value).toBeCloseTo((only(0) - only(1)) / 40, 12);
    expect(rows[2]?.estimate?.p).toBeCloseTo(mcnemar(only(0), only(1)), 12);
    expect(rows[2]?.verdict).toBe("better");
    expect(rows[2]?.sentence).toMatch(
      /^a recalls more than b on needle, 1,024 tokens: 100 % against 48 %, a difference of \d+ points \(95 % interval \d+ to \d+, n = 40 documents; p < 0\.001\)\.$/,
    );
  });

  it("says where: depths are one Holm family, pairs of sides the other", () => {
    const { rows } = compareSides(
      [
        side("u", { recall: edgesAndMiddle(1, 0.3), documents: 80 }),
        side("flat", { recall: () => 1, documents: 80 }),
        side("same", { recall: () => 1, documents: 80 }),
      ],
      options,
    );
    const differences = rows.filter(({ name }) => name === "difference");
    expect(differences.map(({ verdict }) => verdict)).toEqual(["worse", "worse", "equivalent"]);
    expect(differences[0]?.estimate?.method).toContain("Holm over 3");
    expect(differences[0]?.sentence).toContain("after Holm over 3 claims");
    const atDepth = rows.filter(({ name }) => name === "difference at depth");
    expect(atDepth).toHaveLength(9);
    expect(
      atDepth.filter(({ verdict }) => verdict === "worse").map(({ group }) => [group.depth, group.against]),
    ).toEqual([
      [0.5, "flat"],
      [0.5, "same"],
    ]);
    expect(atDepth[0]?.estimate?.method).toContain("Holm over 9");
    const ranks = rows.filter(({ name }) => name === "rank");
    expect(ranks.map(({ group, verdict }) => [group.model, verdict])).toEqual([
      ["flat", "rank 1 to 2"],
      ["same", "rank 1 to 2"],
      ["u", "rank 3"],
    ]);
  });

  it("counts and names what is not common", () => {
    const finding = compareSides(
      [side("a", { lengths: [512, 1024] }), side("b", { documents: 30, taskVersion: 1 })],
      options,
    );
    expect(finding.cautions).toContain(
      "a: 150 of its 240 questions were not asked of every other and are not compared (length 512; seed 31, 32, 33, 34 and 6 more).",
    );
    expect(finding.rows.find(({ name }) => name === "difference")?.group.length).toBe(1024);
    const versions = compareSides([side("a"), side("b", { taskVersion: 2 })], options);
    expect(versions.rows).toEqual([]);
    expect(versions.cautions).toContain("No question is common to all: nothing can be compared.");
    expect(versions.cautions.join()).toContain("(task version 2)");
  });

  it("other needles, haystacks and factors are other questions", () => {
    const a = side("a");
    const changed = (change: (trial: Trial) => Partial<Trial>): Side => ({
      ...a,
      name: "b",
      trials: a.trials.map((trial) => ({ ...trial, ...change(trial) })),
    });
    const distractors = changed(({ cell }) => ({
      cell: { ...cell, factors: { ...cell.factors, distractors: 4 } },
    }));
    for (const [b, reason] of [
      [{ ...a, name: "b", needles: "others" }, "needles others"],
      [changed(() => ({ haystack: "code@1" })), "haystack code@1"],
      [distractors, "factors distractors = 4"],
    ] as const) {
      const { rows, cautions } = compareSides([a, b], options);
      expect(rows).toEqual([]);
      expect(cautions.join()).toContain(reason);
    }
  });

  it("a question that one side did not score is in no number, and is counted", () => {
    const { rows, cautions } = compareSides(
      [
        side("a", { recall: () => 1 }),
        side("b", { recall: () => 1, lost: (depth) => (depth === 0.5 ? 0.5 : 0) }),
      ],
      options,
    );
    const [difference] = rows.filter(({ name }) => name === "difference");
    expect(difference?.unscored).toBeGreaterThan(10);
    expect(difference?.estimate?.value).toBe(0);
    expect(cautions.join()).toContain("not scored by every one");
  });

  it("says so where a side is simulated and another not, where tokenizers differ, where a side has one document", () => {
    const a = side("a");
    const said = (truth: Truth) => compareSides([a, side("b", truth)], options).cautions.join("\n");
    expect(said({ simulated: false })).toContain("Simulated and real trials are mixed");
    expect(said({ tokenizer: "bpe" })).toContain("Lengths are counted by 2 tokenizers (bpe, words@1)");
    expect(said({ documents: 1 })).toContain("b, needle: one document only");
    expect(said({ estimated: true })).toContain("b, needle: token counts are estimated");
    expect(said({ depths: [0.5] })).toContain("b, needle: one depth only (0.5)");
    const mixed = { ...a, name: "b", trials: [...a.trials, ...side("b", { taskVersion: 2 }).trials] };
    expect(compareSides([a, mixed], options).cautions.join()).toContain("task versions 1, 2 are mixed");
  });

  it("repeats of a question are one question", () => {
    const a = side("a", { depths: [0.5], recall: () => 0.5 });
    const twice = { ...a, trials: [...a.trials, ...side("a", { depths: [0.5], seed: "again" }).trials] };
    const { rows } = compareSides([twice, side("b", { depths: [0.5] })], options);
    expect(rows.find(({ name }) => name === "difference")?.estimate?.n).toBe(40);
  });

  it("does not hang on the order of trials", () => {
    const sides = [side("a", { needles: 3 }), side("b", { needles: 3, lost: () => 0.1 })];
    const shuffled = sides.map((one) => ({ ...one, trials: createRng(one.name).shuffle(one.trials) }));
    expect(compareSides(shuffled, options)).toEqual(compareSides(sides, options));
  });
});

describe("1,000 comparisons of two sides (20 documents, 3 depths)", { tags: "simulation" }, () => {
  const RUNS = 1000;
  const fast = { ...defaultAnalysisOptions, bootstrapDraws: 200 };
  const many = (a: Truth, b: Truth) =>
    Array.from({ length: RUNS }, (_, run) => {
      const sides = [side(`a/${run}`, { documents: 20, ...a }), side(`b/${run}`, { documents: 20, ...b })];
      return compareSides(sides, fast).rows;
    });
  /** 99.5 % quantile of Binomial(1000, 0.05) as a share. */
  const FIVE_PERCENT = 68 / RUNS;

  it("of the same truth: a difference in at most 5 %, also at any depth; intervals cover 0", () => {
    const runs = many({ recall: () => 0.7, likeness: 0.4 }, { recall: () => 0.7, likeness: 0.4 });
    const differs = (name: string) =>
      runs.filter((rows) =>
        rows.some((row) => row.name === name && ["better", "worse"].includes(row.verdict ?? "")),
      ).length / RUNS;
    expect(differs("difference")).toBeLessThanOrEqual(FIVE_PERCENT);
    expect(differs("difference at depth")).toBeLessThanOrEqual(FIVE_PERCENT);
    const covered = runs.filter((rows) => {
      const { low = 1, high = 0 } = rows.find(({ name }) => name === "difference")?.estimate ?? {};
      return low <= 0 && high >= 0;
    });
    expect(covered.length / RUNS).toBeGreaterThanOrEqual(0.932);
    expect(covered.length / RUNS).toBeLessThanOrEqual(0.968);
  });

  it("of truths 0.1 apart, the margin: called equivalent in at most 5 %", () => {
    const runs = many(
      { recall: () => 1, documents: 40 },
      { recall: () => 0.9, documents: 40, likeness: 0.5 },
    );
    const called = runs.filter(
      (rows) => rows.find(({ name }) => name === "difference")?.verdict === "equivalent",
    );
    expect(called.length / RUNS).toBeLessThanOrEqual(FIVE_PERCENT);
  });
});
