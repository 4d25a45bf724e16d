import { describe, expect, it } from "vitest";
import type { Side } from "../../src/analysis/common-cells.ts";
import { compareSides } from "../../src/analysis/comparison.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 300 };
const side = (name: string, first: Truth = {}, ...more: Truth[]): Side => ({
  name,
  trials: [first, ...more].flatMap((truth) =>
    simulateTrials({ depths: [0.75, 0.25], documents: 8, seed: name, ...truth, model: name }),
  ),
});
const two = (name: string, truth: Truth = {}) =>
  side(name, { task: "b", lengths: [512, 1024], ...truth }, { task: "a", ...truth });

describe("the rows of a comparison", () => {
  it("go task by task, ranks before differences, over all depths before each", () => {
    const { rows } = compareSides([two("x", { recall: () => 1 }), two("y", { recall: () => 0 })], options);
    expect(rows.map(({ name, group }) => [group.task, name, group.model, group.length, group.depth])).toEqual(
      [
        ["a", "rank", "x", undefined, undefined],
        ["a", "rank", "y", undefined, undefined],
        ["a", "difference", "x", 1024, undefined],
        ["a", "difference at depth", "x", 1024, 0.25],
        ["a", "difference at depth", "x", 1024, 0.75],
        ["b", "rank", "x", undefined, undefined],
        ["b", "rank", "y", undefined, undefined],
        ["b", "difference", "x", "all", undefined],
        ["b", "difference at depth", "x", "all", 0.25],
        ["b", "difference at depth", "x", "all", 0.75],
      ],
    );
    expect(rows[2]?.group).toEqual({ model: "x", against: "y", task: "a", length: 1024, simulated: true });
    expect(rows[2]?.sentence).toMatch(/^x recalls more than y on a, 1,024 tokens: 100 % against 0 %/);
    expect(rows[7]?.sentence).toMatch(/^x recalls more than y on b, 2 lengths: /);
    expect(rows[8]?.sentence).toMatch(/^x recalls more than y at depth 0\.25 of b, 2 lengths: /);
    expect(rows[7]?.estimate).toMatchObject({ value: 1, n: 8 });
  });

  it("are marked simulated where both sides are", () => {
    const marked = (a: boolean, b: boolean) =>
      compareSides([side("x", { simulated: a }), side("y", { simulated: b })], options).rows.find(
        ({ name }) => name === "difference",
      )?.group.simulated;
    expect([marked(true, true), marked(true, false), marked(false, true), marked(false, false)]).toEqual([
      true,
      undefined,
      undefined,
      undefined,
    ]);
    const partly = {
      ...side("x"),
      trials: [...side("x").trials, ...side("x", { documents: 3, simulated: false, task: "c" }).trials],
    };
    const { rows } = compareSides([partly, side("y")], options);
    expect(rows.find(({ name }) => name === "difference")?.group.simulated).toBe(true);
  });

  it("keep questions of an unknown depth in the whole, and out of depths", () => {
    const unplaced = (one: Side): Side => ({
      ...one,
      trials: one.trials.map((trial) =>
        trial.cell.seed > 5 ? { ...trial, actual: { ...trial.actual, depthUnknown: true as const } } : trial,
      ),
    });
    const { rows } = compareSides([unplaced(side("x")), unplaced(side("y"))], options);
    expect(rows.find(({ name }) => name === "difference")?.estimate?.n).toBe(8);
    const atDepth = rows.filter(({ name }) => name === "difference at depth");
    expect(atDepth.map(({ group, estimate }) => [group.depth, estimate?.n])).toEqual([
      [0.25, 5],
      [0.75, 5],
    ]);
  });
});

describe("questions that a side did not score", () => {
  const lose = (one: Side, lost: number): Side => ({
    ...one,
    trials: one.trials.map((trial, i) => {
      if (i >= lost) return trial;
      const { score: _, ...rest } = trial;
      return { ...rest, status: "failed" as const };
    }),
  });
  const cautions = (lost: number) =>
    compareSides([lose(side("x", { documents: 20 }), lost), side("y", { documents: 20 })], options);

  it("are counted in each row, and said where they are more than one in twenty", () => {
    const { rows, cautions: lines } = cautions(3);
    expect(lines[0]).toBe(
      "3 of 40 common questions (8 %) were not scored by every one and are in no number; if they are the hard ones of one, it is flattered.",
    );
    expect(rows.map(({ name, unscored }) => [name, unscored])).toEqual([
      ["rank", expect.any(Number)],
      ["rank", expect.any(Number)],
      ["difference", 3],
      ["difference at depth", 1],
      ["difference at depth", 2],
    ]);
    const ranks = rows.filter(({ name }) => name === "rank");
    expect(Object.fromEntries(ranks.map(({ group, unscored }) => [group.model, unscored]))).toEqual({
      x: 3,
      y: 0,
    });
    expect(cautions(2).cautions).toEqual([]);
  });

  it("leave nothing to compare where they are all", () => {
    const { rows, cautions: lines } = cautions(40);
    expect(rows.map(({ name, estimate }) => [name, estimate])).toEqual([
      ["rank", undefined],
      ["rank", undefined],
    ]);
    expect(lines[0]).toMatch(/^40 of 40 common questions \(100 %\)/);
    expect(compareSides([side("x", { task: "a" }), side("y", { task: "b" })], options).cautions[0]).toBe(
      "No question is common to all: nothing can be compared.",
    );
  });
});

describe("ranks", () => {
  it("stand with their recall, one question one answer however often it was repeated", () => {
    const shares = (name: string, recall: number, repeats = 1): Side => {
      const { trials } = side(name, { documents: 12, depths: [0.5] });
      return {
        name,
        trials: trials.flatMap((trial, i) =>
          Array.from({ length: i === 0 ? repeats : 1 }, (_, nth) => ({
            ...trial,
            score: { recall: i === 0 ? Number(nth > 0) : recall, found: [] },
          })),
        ),
      };
    };
    const ranks = compareSides([shares("x", 0), shares("y", 1, 4)], options).rows.slice(0, 2);
    expect(ranks).toMatchObject([
      {
        group: { model: "y", task: "needle", rankLow: 1, rankHigh: 1, simulated: true },
        estimate: { value: expect.closeTo(11.75 / 12, 12), n: 12, method: "Wilson 95 %, documents as n" },
        verdict: "rank 1",
      },
      {
        group: { model: "x", task: "needle", rankLow: 2, rankHigh: 2, simulated: true },
        estimate: { value: 0, n: 12, method: "Wilson 95 %" },
        verdict: "rank 2",
      },
    ]);
    expect(ranks[1]?.sentence).toBe(
      "x is of rank 2 among 2 on needle: recall 0 % (95 % interval 0 to 24, n = 12).",
    );
    const parts = [0, 1 / 3, 2 / 3, 1, 0.5, 0.25, 0.75];
    const thirds = shares("x", 0).trials.map((trial, i) => ({
      ...trial,
      score: { recall: parts[i % 7] ?? 0, found: [] },
    }));
    const [first] = compareSides([{ name: "x", trials: thirds }, shares("z", 0)], options).rows;
    expect(first?.estimate?.method).toContain("cluster bootstrap BCa");
  });

  it("follow from the claims of their own task", () => {
    const sides = [1, 0].map((recall, i) =>
      side(
        i === 0 ? "x" : "y",
        { task: "a", recall: () => recall, documents: 12 },
        { task: "b", recall: () => 0, documents: 12 },
      ),
    );
    const ranks = compareSides(sides, options).rows.filter(({ name }) => name === "rank");
    expect(ranks.map(({ group, verdict }) => [group.task, group.model, verdict])).toEqual([
      ["a", "x", "rank 1"],
      ["a", "y", "rank 2"],
      ["b", "x", "rank 1 to 2"],
      ["b", "y", "rank 1 to 2"],
    ]);
  });
});
