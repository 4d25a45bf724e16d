import { describe, expect, it } from "vitest";
import { abilityAnalysis } from "../../src/analysis/ability.ts";
import { analyses, defaultAnalysisOptions as options } from "../../src/analysis/index.ts";
import type { Row } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { edgesAndMiddle, simulateTrials, type Truth } from "../simulate.ts";

const DEPTHS = [0, 0.25, 0.5, 0.75, 1];

/** One run: context at one length, and the arms that are given (recall met by the first documents exactly). */
function runOf(context: Truth, arms: { oracle?: number; closed?: number; documents?: number }): Trial[] {
  const documents = arms.documents ?? 20;
  const armOf = (arm: "oracle" | "closed-book", share: number | undefined): Trial[] =>
    share === undefined
      ? []
      : simulateTrials({ arm, depths: [0], documents }).map((trial) => {
          const hit = trial.cell.seed <= Math.round(share * documents);
          return { ...trial, task: context.task ?? trial.task, score: { recall: +hit, found: [hit] } };
        });
  return [
    ...simulateTrials({ depths: DEPTHS, documents, ...context }),
    ...armOf("oracle", arms.oracle),
    ...armOf("closed-book", arms.closed),
  ];
}

function abilityRow(trials: readonly Trial[]): Row {
  const [row, ...more] = abilityAnalysis.run(trials, options).rows;
  if (row === undefined || more.length > 0) throw new Error("one row was due");
  return row;
}

const nothing: Truth = { recall: () => 0 };

describe("ability", () => {
  it.each([
    [
      "within: the fact alone is enough, though the context is at the floor",
      nothing,
      { oracle: 1, closed: 0 },
      "within its ability",
    ],
    ["above: not with the fact alone", nothing, { oracle: 0, closed: 0 }, "above its ability"],
    ["above: a quarter is not half", nothing, { oracle: 0.25, closed: 0 }, "above its ability"],
    ["not decided: about half", nothing, { oracle: 0.5, closed: 0 }, "not decided"],
    ["not decided: three documents show nothing", nothing, { oracle: 0, documents: 3 }, "not decided"],
    ["above: four without a hit are enough", nothing, { oracle: 0, documents: 4 }, "above its ability"],
    ["not known: the arms were not asked", nothing, {}, "not known"],
    ["within: no arm, but the context shows it", { recall: () => 0.9 }, {}, "within its ability"],
    ["within: at one end alone", { recall: (depth: number) => +(depth === 1) }, {}, "within its ability"],
    [
      "within: an odd oracle does not outweigh the context",
      { recall: () => 0.9 },
      { oracle: 0, closed: 0 },
      "within its ability",
    ],
    [
      "above: guesses near a half, which the fact does not better",
      nothing,
      { oracle: 0.46, closed: 0.46, documents: 200 },
      "above its ability",
    ],
    [
      "within: known by heart is not beyond it",
      { recall: () => 0.9 },
      { oracle: 0.9, closed: 0.9 },
      "within its ability",
    ],
    [
      "within: abstaining, which is right without any text too",
      { recall: () => 1, task: "abstention" },
      { oracle: 1, closed: 1 },
      "within its ability",
    ],
  ] as const)("%s", (_, context, arms, verdict) => {
    expect(abilityRow(runOf(context, arms)).verdict).toBe(verdict);
  });

  it("says the numbers it rests on", () => {
    expect(abilityRow(runOf(nothing, { oracle: 0.25, closed: 0 })).sentence).toBe(
      "Above its ability: with the fact alone, recall is 25 % (95 % interval 11 to 47, n = 20) and 0 % without the context; a task for this model would reach 50 %.",
    );
    expect(abilityRow(runOf(nothing, {})).sentence).toBe(
      "Ability not known: it was not asked with the fact alone.",
    );
  });

  it("says that answers ran into the limit, and takes none of them for a miss", () => {
    const cut = runOf(nothing, { oracle: 0 }).map((trial): Trial => {
      if (trial.cell.factors.arm !== "oracle" || trial.cell.seed < 3) return trial;
      const { score: _, ...rest } = trial;
      return { ...rest, status: "truncated" };
    });
    const { verdict, sentence, unscored } = abilityRow(cut);
    expect([verdict, unscored]).toEqual(["not decided", 18]);
    expect(sentence).toContain("(with the fact alone, 18 of 20 answers ran into the token limit)");
  });

  it("weighs shares of several facts by document", () => {
    const shares = runOf(nothing, { oracle: 0 }).map((trial) =>
      trial.cell.factors.arm === "oracle"
        ? { ...trial, score: { recall: 0.2, found: [true, false, false, false, false] } }
        : trial,
    );
    expect(abilityRow(shares)).toMatchObject({
      verdict: "above its ability",
      estimate: { value: expect.closeTo(0.2, 9) },
    });
  });

  it("keeps models and tasks apart", () => {
    const trials = [
      ...runOf(nothing, { oracle: 0 }),
      ...runOf({ recall: () => 1, task: "counting" }, { oracle: 1 }),
    ];
    const rows = abilityAnalysis.run(trials, options).rows;
    expect(rows.map((row) => [row.group.task, row.verdict])).toEqual([
      ["counting", "within its ability"],
      ["needle", "above its ability"],
    ]);
  });
});

describe("a task above the model's ability", () => {
  const rowsOf = (name: string, trials: readonly Trial[]) =>
    analyses.find((one) => one.name === name)?.run(trials, options).rows ?? [];
  const verdict = (trials: readonly Trial[]) =>
    rowsOf("middle-gap", trials).find((row) => row.name === "verdict");

  it("is neither flat nor lost: the verdict shows the floor", () => {
    expect(verdict(runOf(nothing, { oracle: 0, closed: 0, documents: 40 }))).toMatchObject({
      verdict: "above its ability",
      sentence:
        "Above its ability at 1,024 tokens: recall is 0 % in the context, 0 % with the fact alone (95 % interval 0 to 9, n = 40) and 0 % without the context; where the fact alone is not enough, nothing can be said about the middle.",
    });
  });

  it("claims no gap, but does not hide that what is found depends on depth", () => {
    const found = verdict(
      runOf({ recall: edgesAndMiddle(0.4, 0), documents: 40 }, { oracle: 0.2, closed: 0, documents: 40 }),
    );
    expect(found?.verdict).toBe("above its ability");
    expect(found?.sentence).toMatch(/What little is found depends on depth \(p < 0\.001\)\.$/);
  });

  it("has no effective length, however low its base", () => {
    const rows = rowsOf(
      "effective-length",
      runOf({ recall: () => 0.2, lengths: [512, 1024] }, { oracle: 0.2 }),
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect([row.verdict, row.estimate]).toEqual(["above its ability", undefined]);
  });

  it("calls recall without a text the floor, but not where saying nothing is right", () => {
    const names = (task: string) =>
      rowsOf("baselines", runOf({ ...nothing, task }, { oracle: 1, closed: 1 })).map((row) => row.name);
    expect(names("needle")).toEqual(["floor", "ceiling"]);
    expect(names("abstention")).toEqual(["without context", "ceiling"]);
  });
});
