import { describe, expect, it } from "vitest";
import { analyses } from "../../src/analysis/index.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import type { Trial } from "../../src/record.ts";

/** Sixteen answers at two lengths, `unplaced` of them without a depth; every other is found. */
function trials(unplaced: number): readonly Trial[] {
  return Array.from({ length: 16 }, (_, i): Trial => {
    const cell = {
      task: "t",
      contextLength: i < 8 ? 100 : 200,
      depth: (i % 4) / 3,
      seed: i >> 2,
      factors: {},
    };
    const known = { tokens: 100, goldDepths: [cell.depth], tokenizer: "x" };
    const unknown = { tokens: 100, goldDepths: [], tokenizer: "x", depthUnknown: true as const };
    return {
      schema: 1,
      id: String(i),
      model: "m",
      task: "t",
      taskVersion: 1,
      haystack: "h",
      cell,
      actual: i < unplaced ? unknown : known,
      promptSha256: "",
      status: "scored",
      score: { recall: i % 2, found: [i % 2 === 1] },
      warnings: [],
      attempts: 0,
      startedAt: "",
    };
  });
}

describe("trials without a depth", () => {
  it("are in recall by length, and in nothing that speaks of position", () => {
    const findings = analyses.map((analysis) => analysis.run(trials(16), defaultAnalysisOptions));
    const rows = (name: string): readonly unknown[] => findings.find((one) => one.name === name)?.rows ?? [];
    expect(rows("recall-by-length")).toHaveLength(2);
    for (const name of ["recall-by-depth", "recall-by-length-and-depth", "middle-gap", "worst-depth"])
      expect(rows(name)).toEqual([]);
    expect(findings.flatMap((one) => one.rows.map((row) => row.name))).not.toContain("worst-depth (50 %)");
    // NaN would come out as null.
    expect(JSON.stringify(findings)).not.toMatch(/"(?:depth|value|low|high|p)":null/);
    for (const { cautions } of findings)
      expect(cautions).toContain(
        "m, t: how deep the fact stood is not recorded for 16 of 16 trials; nothing is said of these and position.",
      );
  });

  it("do not change what is said of the others", () => {
    const mixed = analyses.map((analysis) => analysis.run(trials(8), defaultAnalysisOptions));
    const others = analyses.map((analysis) => analysis.run(trials(0).slice(8), defaultAnalysisOptions));
    for (const name of ["recall-by-length-and-depth", "recall-by-depth", "middle-gap", "worst-depth"])
      expect(mixed.find((one) => one.name === name)?.rows).toEqual(
        others.find((one) => one.name === name)?.rows,
      );
  });
});
