import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { publishedAgreement } from "../../src/analysis/published-agreement.ts";
import type { Trial } from "../../src/record.ts";
import { wilson } from "../../src/stats/wilson.ts";
import { madeTrial } from "../report/made-input.ts";

const scored = (model: string, score: number, ours?: number): Trial =>
  madeTrial(0, { model, published: { score, raw: score, ...(ours === undefined ? {} : { ours }) } });

const rowsOf = (trials: readonly Trial[]) => publishedAgreement.run(trials, defaultAnalysisOptions).rows;

describe("published-agreement", () => {
  it("gives our mean at each published score, of the answers that have both", () => {
    const rows = rowsOf([
      scored("a", 1, 1),
      scored("a", 1, 0),
      scored("a", 0, 0),
      scored("a", 0),
      scored("b", 1, 1),
    ]);
    expect(
      rows.map(({ group, estimate }) => [group.model, group.published, estimate?.value, estimate?.n]),
    ).toEqual([
      ["a", 0, 0, 1],
      ["a", 1, 0.5, 2],
      ["b", 1, 1, 1],
    ]);
    expect(rows[1]?.estimate?.low).toBeCloseTo(0.0945, 4);
  });

  it("gathers many scores in tenths, and loses no answer", () => {
    const rows = rowsOf(Array.from({ length: 101 }, (_, i) => scored("a", i / 100, i / 100)));
    expect(rows).toHaveLength(10);
    expect(rows.reduce((sum, { estimate }) => sum + (estimate?.n ?? 0), 0)).toBe(101);
    for (const { group, estimate } of rows) expect(estimate?.value).toBeCloseTo(Number(group.published), 10);
  });

  it("has no row where nothing was imported", () => {
    expect(rowsOf([madeTrial(0)])).toEqual([]);
  });

  it("has a row for each score up to eleven of them, by score and then by model", () => {
    const grades = (n: number, model = "a") =>
      Array.from({ length: n }, (_, i) => scored(model, i / (n - 1), i % 2));
    const eleven = rowsOf([...grades(11, "b"), ...grades(11, "a")]);
    expect(eleven.map(({ group }) => [group.model, group.published])).toEqual(
      Array.from({ length: 11 }, (_, i) => [
        ["a", i / 10],
        ["b", i / 10],
      ]).flat(),
    );
    expect(eleven[0]).toEqual({
      name: "ours",
      group: { model: "a", published: 0 },
      estimate: { value: 0, ...wilson(0, 1), n: 1, method: "Wilson 95 %" },
      unscored: 0,
    });
    const twelve = rowsOf(grades(12));
    expect(twelve).toHaveLength(10);
    // 10/11 and 1 stand in the last tenth, 0 and 1/11 in the first.
    expect(twelve.at(-1)).toMatchObject({
      group: { published: expect.closeTo(21 / 22, 12) },
      estimate: { n: 2, value: 0.5 },
    });
    expect(twelve[0]).toMatchObject({
      group: { published: expect.closeTo(1 / 22, 12) },
      estimate: { n: 2, value: 0.5 },
    });
  });

  it("takes scores that are equal to a thousandth for one, with their mean", () => {
    const rows = rowsOf([scored("a", 0.5001, 1), scored("a", 0.5003, 0), scored("a", 0.502, 1)]);
    expect(rows.map(({ group, estimate }) => [group.published, estimate?.n])).toEqual([
      [expect.closeTo(0.5002, 9), 2],
      [0.502, 1],
    ]);
  });
});
