import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { publishedAgreement } from "../../src/analysis/published-agreement.ts";
import type { Trial } from "../../src/record.ts";
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
});
