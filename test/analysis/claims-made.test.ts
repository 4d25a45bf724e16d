import { describe, expect, it } from "vitest";
import { claimsOf } from "../../src/analysis/claims.ts";
import { defaultAnalysisOptions as OPTIONS } from "../../src/analysis/options.ts";
import type { Finding, Row } from "../../src/findings.ts";

const group = { model: "m", task: "t", length: 2048 };
const finding = (name: string, rows: readonly Row[]): Finding => ({
  name,
  question: "?",
  rows,
  cautions: [],
});
const row = (name: string, value: number, p?: number, more: Partial<Row> = {}): Row => ({
  group,
  name,
  estimate: {
    value,
    low: value - 0.1,
    high: value + 0.1,
    n: 20,
    method: "made",
    ...(p === undefined ? {} : { p }),
  },
  unscored: 3,
  ...more,
});
const middle = (
  primacy: number,
  recency: number,
  ps: readonly [number | undefined, number | undefined] = [0.01, 0.02],
): Finding =>
  finding("middle-gap", [
    row("primacy", primacy, ps[0]),
    row("recency", recency, ps[1]),
    row("middle gap", (primacy + recency) / 2),
  ]);
const only = (...findings: Finding[]): Row => {
  const { rows } = claimsOf(findings, OPTIONS);
  const [first, ...more] = rows;
  if (first === undefined || more.length > 0) throw new Error("one claim was due");
  return first;
};

describe("a claim about the middle", () => {
  it("has the larger p of both ends, and says which way", () => {
    const below = only(middle(0.3, 0.2));
    expect(below).toEqual({
      group,
      name: "middle gap",
      estimate: {
        value: 0.25,
        low: expect.closeTo(0.15, 12),
        high: expect.closeTo(0.35, 12),
        n: 20,
        method: "made; p: the only claim of the report",
        p: 0.02,
      },
      unscored: 3,
      verdict: "stands",
      sentence: "t, 2,048 tokens: the middle is below both ends, a gap of 25 points (p = 0.020).",
    });
    expect(only(middle(0.3, 0.2, [0.04, 0.001])).estimate?.p).toBe(0.04);
    expect(only(middle(-0.3, -0.2)).sentence).toMatch(/: the middle is above both ends, a gap of −25 points/);
  });

  it("is none where the ends lie on both sides of the middle, or one at its height", () => {
    for (const [a, b] of [
      [0.3, -0.2],
      [-0.3, 0.2],
      [0.3, 0],
      [0, -0.3],
    ] as const) {
      expect(only(middle(a, b))).toMatchObject({ verdict: "not shown", estimate: { p: 1 } });
      expect(only(middle(a, b)).sentence).toMatch(
        /: the middle is not shown to be below both ends, nor above both/,
      );
    }
  });

  it("is not made where one of its numbers is not there", () => {
    const { rows } = middle(0.3, 0.2);
    for (const left of rows) {
      const some = rows.filter((one) => one !== left);
      expect(claimsOf([finding("middle-gap", some)], OPTIONS).rows).toEqual([]);
      const { estimate: _, ...bare } = left;
      expect(claimsOf([finding("middle-gap", [...some, bare])], OPTIONS).rows).toEqual([]);
    }
    expect(claimsOf([middle(0.3, 0.2, [0.01, undefined])], OPTIONS).rows).toEqual([]);
    expect(claimsOf([middle(0.3, 0.2, [undefined, 0.01])], OPTIONS).rows).toEqual([]);
  });

  it("stands where p is alpha, and not above", () => {
    expect(only(middle(0.3, 0.2, [0.05, 0.05])).verdict).toBe("stands");
    expect(only(middle(0.3, 0.2, [0.05, 0.0501])).verdict).toBe("not shown");
  });
});

describe("claims about depth and length", () => {
  const depth = finding("worst-depth", [
    row("worst depth", 0.4, 0.001, { group: { ...group, depth: 0.5 } }),
    row("worst depth", 0.4, undefined),
  ]);
  const length = (value: number, p?: number): Finding =>
    finding("length-alone", [
      row("difference at equal depths", value, p, { group: { ...group, against: 512 } }),
      row("another row", value, p),
    ]);

  it("say what is shown, and are none where no p was had", () => {
    expect(only(depth).sentence).toBe(
      "t, 2,048 tokens: recall depends on depth, the lowest is 40 % at depth 0.5 (p = 0.001).",
    );
    expect(only(length(-0.2, 0.01)).sentence).toBe(
      "t, 2,048 tokens: recall at equal depths is 20 points lower than at 512 tokens (p = 0.010).",
    );
    expect(only(length(0.2, 0.01)).sentence).toContain("20 points higher than at 512 tokens");
    expect(only(length(0.2, 0.2)).sentence).toBe(
      "t, 2,048 tokens: recall at equal depths is not shown to differ from that at 512 tokens (p = 0.200).",
    );
    expect(claimsOf([length(0.2)], OPTIONS).rows).toEqual([]);
  });

  it("are one family with the middle, adjusted together", () => {
    const { rows, cautions } = claimsOf([middle(0.3, 0.2), depth, length(-0.2, 0.03)], OPTIONS);
    expect(cautions).toEqual([]);
    expect(rows.map(({ name, estimate }) => [name, estimate?.p])).toEqual([
      ["middle gap", expect.closeTo(0.04, 12)],
      ["recall at the worst depth", expect.closeTo(0.003, 12)],
      ["difference by length alone, at equal depths", expect.closeTo(0.04, 12)],
    ]);
    expect(rows[0]?.sentence).toContain("(p = 0.040 after Holm over 3 claims).");
  });

  it("a family that no test by draws can enter is called too large", () => {
    const some = { ...OPTIONS, bootstrapDraws: 39 };
    const two = finding("length-alone", [
      row("difference at equal depths", 0.2, 0.025, { group: { ...group, against: 512 } }),
      row("difference at the ends", 0.2, 0.025, { group: { ...group, against: 512 } }),
    ]);
    expect(claimsOf([two], some).cautions).toEqual([]);
    const third = finding("first-line", [row("difference", 0.2, 0.025)]);
    const [caution] = claimsOf([two, third], some).cautions;
    expect(caution).toMatch(
      /^3 claims are counted together, and 3 of those not shown are as clear as 39 draws/,
    );
  });

  it("about depth, but not length, are not to be trusted where depth decided which trials of the series were scored", () => {
    const all = [middle(0.3, 0.2), depth, length(-0.2, 0.01)];
    const verdicts = (verdict: string, where: Row["group"] = group) =>
      claimsOf(
        [...all, finding("unscored", [{ group: where, name: "unscored by depth", unscored: 9, verdict }])],
        OPTIONS,
      ).rows.map((one) => one.verdict);
    expect(verdicts("depends on depth")).toEqual(["not to be trusted", "not to be trusted", "stands"]);
    expect(verdicts("not shown to depend on depth")).toEqual(["stands", "stands", "stands"]);
    expect(verdicts("depends on depth", { ...group, length: 99 })).toEqual(["stands", "stands", "stands"]);
    expect(verdicts("depends on depth", { ...group, task: "other" })).toEqual(["stands", "stands", "stands"]);
    expect(verdicts("depends on depth", { ...group, model: "other" })).toEqual([
      "stands",
      "stands",
      "stands",
    ]);
  });
});

describe("claims of every other sentence with a p value", () => {
  it("one end over the other, and both ends within the margin", () => {
    const ends = (value: number) => finding("middle-gap", [row("start minus end (difference)", value, 0.01)]);
    expect(only(ends(0.3)).sentence).toBe(
      "t, 2,048 tokens: recall is 30 points higher at the start than at the end (p = 0.010).",
    );
    expect(only(ends(-0.3)).sentence).toContain("30 points lower at the start than at the end");
    const flat = (p: number) =>
      only(finding("middle-gap", [row("equivalence of ends and middle (difference)", 0.02, p)]));
    expect(flat(0.01)).toMatchObject({ verdict: "stands" });
    expect(flat(0.01).sentence).toContain("both ends are within the margin of the middle");
    expect(flat(0.2).sentence).toContain("the ends are not shown to be within the margin");
  });

  it("a U by the weaker of two lines; none where both go one way", () => {
    const lines = (a: number, b: number, ps: readonly [number, number]) =>
      only(
        finding("shape", [
          row("difference along the line before", a, ps[0]),
          row("difference along the line after", b, ps[1]),
        ]),
      );
    expect(lines(-0.4, 0.3, [0.001, 0.02])).toMatchObject({
      verdict: "stands",
      estimate: { value: 0.3, p: 0.02 },
      sentence: "t, 2,048 tokens: recall by depth has the shape of a U (p = 0.020).",
    });
    expect(lines(0.4, -0.3, [0.03, 0.02])).toMatchObject({ estimate: { value: 0.4, p: 0.03 } });
    expect(lines(0.4, -0.3, [0.03, 0.02]).sentence).toContain("an inverted U");
    expect(lines(0.4, 0.3, [0.001, 0.001])).toMatchObject({ verdict: "not shown", estimate: { p: 1 } });
  });

  it("a bend over all lengths, needle positions, decoys by depth, the first line", () => {
    const series = { group: { model: "m", task: "t" } };
    const bend = finding("shape", [
      row("logistic depth", 2, 0.001, { ...series, unit: "log odds" }),
      row("logistic depth squared", 3, 0.01, { ...series, unit: "log odds" }),
    ]);
    expect(only(bend)).toMatchObject({ unit: "log odds", verdict: "stands" });
    expect(only(bend).sentence).toMatch(
      /^t: in a logistic model of all lengths, recall is lower in the middle/,
    );
    const needle = finding("needle-positions", [
      row("needle recall", 0.5, undefined, { group: { ...series.group, depth: 0.5 } }),
      row("needle position", 0.5, 0.01, series),
    ]);
    expect(only(needle).sentence).toBe(
      "t: which needles are given back depends on where they stand (p = 0.010).",
    );
    const decoys = finding("decoys", [
      row("decoy given", 0.5, 0.3, series),
      row("decoy given", 0.5, undefined, { group: { ...series.group, depth: 0.5 } }),
    ]);
    expect(only(decoys)).toMatchObject({ name: "decoys by depth", verdict: "not shown" });
    const name = "full answer minus first line (difference)";
    expect(only(finding("first-line", [row(name, 0.2, 0.01)])).sentence).toContain(
      "all of an answer gives 20 points more than its first line",
    );
  });
});
