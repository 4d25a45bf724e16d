import { describe, expect, it } from "vitest";
import { claimsOf } from "../../src/analysis/claims.ts";
import { lengthAlone } from "../../src/analysis/length-alone.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { shape } from "../../src/analysis/shape.ts";
import { unscored } from "../../src/analysis/unscored.ts";
import { worstDepthAnalysis } from "../../src/analysis/worst-depth.ts";
import type { Finding } from "../../src/findings.ts";
import { holm } from "../../src/stats/holm.ts";
import { edgesAndMiddle, simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };
const findingsOf = (truth: Truth, given = options): Finding[] =>
  [middleGap, worstDepthAnalysis, lengthAlone].map((one) => one.run(simulateTrials(truth), given));

describe("the claims of a report", () => {
  it("are one family: the middle, the depth and the length of every group, adjusted together", () => {
    const recall = (depth: number, length: number) => (length > 1000 ? edgesAndMiddle(1, 0.3)(depth) : 1);
    const findings = findingsOf({ lengths: [512, 2048], recall, depths: [0, 0.5, 1] });
    const { rows } = claimsOf(findings, options);
    expect(rows.map(({ name, group, verdict }) => [name, group.length, verdict])).toEqual([
      ["middle gap", 512, "not shown"],
      ["middle gap", 2048, "stands"],
      ["start minus end (difference)", 512, "not shown"],
      ["start minus end (difference)", 2048, "not shown"],
      ["equivalence of ends and middle (difference)", 512, "not shown"],
      ["equivalence of ends and middle (difference)", 2048, "not shown"],
      ["recall at the worst depth", 512, "not shown"],
      ["recall at the worst depth", 2048, "stands"],
      ["difference by length alone, at equal depths", 2048, "stands"],
      ["difference by length alone, at the ends", 2048, "not shown"],
    ]);
    expect(rows[1]?.sentence).toMatch(
      /^needle, 2,048 tokens: the middle is below both ends, a gap of \d+ points \(p < 0\.001 after Holm over 10 claims\)\.$/,
    );
    expect(rows[0]?.estimate?.method).toContain("Holm over 10 claims of the report");
    const p = (finding: number, name: string, length: number): number =>
      findings[finding]?.rows.find((row) => row.name === name && row.group.length === length)?.estimate?.p ??
      0;
    const middle = (length: number): number => Math.max(p(0, "primacy", length), p(0, "recency", length));
    const [ends, equal] = ["start minus end (difference)", "equivalence of ends and middle (difference)"];
    const adjusted = holm([
      1, // both ends equal the middle
      middle(2048),
      p(0, ends, 512),
      p(0, ends, 2048),
      p(0, equal, 512),
      p(0, equal, 2048),
      p(1, "worst depth", 512),
      p(1, "worst depth", 2048),
      p(2, "difference at equal depths", 2048),
      p(2, "difference at the ends", 2048),
    ]);
    expect(rows.map(({ estimate }) => estimate?.p)).toEqual(adjusted);
  });

  it("ends on both sides of the middle make no claim about the middle", () => {
    const { rows } = claimsOf(findingsOf({ recall: (depth) => 0.99 - 0.9 * depth }), options);
    expect(rows[0]).toMatchObject({ name: "middle gap", verdict: "not shown" });
    expect(rows[0]?.estimate?.p).toBe(1);
  });

  it("make any false claim in at most 5 % of 400 runs of a flat model at three lengths", {
    tags: "simulation",
  }, () => {
    const fast = { ...options, bootstrapDraws: 200 };
    const wrong = Array.from({ length: 400 }, (_, run) =>
      claimsOf(
        findingsOf(
          {
            lengths: [512, 1024, 2048],
            depths: [0, 0.5, 1],
            documents: 20,
            recall: () => 0.7,
            seed: `flat/${run}`,
          },
          fast,
        ),
        options,
      ),
    ).filter(({ rows }) =>
      rows.some(({ name, verdict }) => verdict === "stands" && !name.startsWith("equivalence")),
    );
    // 99.5 % quantile of Binomial(400, 0.05).
    expect(wrong.length).toBeLessThanOrEqual(31);
  });

  it("make any false claim in at most 5 % of 200 runs whose ends lie at the margin from the middle", {
    tags: "simulation",
  }, () => {
    const fast = { ...options, bootstrapDraws: 200 };
    const recall = (depth: number) => (depth === 0.5 ? 0.9 : 1);
    const wrong = Array.from({ length: 200 }, (_, run) => {
      const trials = simulateTrials({
        lengths: [512, 2048],
        depths: [0, 0.5, 1],
        recall,
        seed: `margin/${run}`,
      });
      return claimsOf([middleGap.run(trials, fast)], fast).rows;
    }).filter((rows) =>
      rows.some(({ name, verdict }) => verdict === "stands" && /^equivalence|^start/.test(name)),
    );
    // 99.5 % quantile of Binomial(200, 0.05).
    expect(wrong.length).toBeLessThanOrEqual(19);
  });

  it("about depth are not to be trusted where depth decided which trials were scored", () => {
    const trials = simulateTrials({
      recall: edgesAndMiddle(1, 0.2),
      lost: (depth) => (depth === 0.5 ? 0.6 : 0),
    });
    const findings = [middleGap, worstDepthAnalysis, shape, unscored].map((one) => one.run(trials, options));
    const { rows } = claimsOf(findings, options);
    const stood = rows.filter(({ verdict }) => verdict !== "not shown");
    expect(stood.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["middle gap", "not to be trusted"],
      ["recall at the worst depth", "not to be trusted"],
      ["difference along the weaker of two lines", "not to be trusted"],
      ["logistic bend", "not to be trusted"],
    ]);
    expect(rows[0]?.sentence).toMatch(/depends on depth: it is not to be trusted\.$/);
    for (const finding of findings) {
      const said = finding.rows.filter(({ name }) =>
        ["verdict", "worst depth", "shape", "unscored by depth"].includes(name),
      );
      expect(said.length).toBeGreaterThan(0);
      for (const { sentence } of said) expect(sentence).toContain("the curve is not to be trusted");
    }
  });

  it("are none where no p was had", () => {
    expect(claimsOf([], options).rows).toEqual([]);
    expect(claimsOf(findingsOf({ depths: [0.5], documents: 4 }).slice(0, 1), options).rows).toEqual([]);
  });
});
