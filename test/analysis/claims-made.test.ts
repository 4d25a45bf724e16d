import { describe, expect, it } from "vitest";
import { claimsOf } from "../../src/analysis/claims.ts";
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
  const { rows } = claimsOf(findings, 0.95);
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
        method: "made; p: Holm over 1 claims of the report",
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
      expect(claimsOf([finding("middle-gap", some)], 0.95).rows).toEqual([]);
      const { estimate: _, ...bare } = left;
      expect(claimsOf([finding("middle-gap", [...some, bare])], 0.95).rows).toEqual([]);
    }
    expect(claimsOf([middle(0.3, 0.2, [0.01, undefined])], 0.95).rows).toEqual([]);
    expect(claimsOf([middle(0.3, 0.2, [undefined, 0.01])], 0.95).rows).toEqual([]);
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
    expect(claimsOf([length(0.2)], 0.95).rows).toEqual([]);
  });

  it("are one family with the middle, adjusted together", () => {
    const { rows, cautions } = claimsOf([middle(0.3, 0.2), depth, length(-0.2, 0.03)], 0.95);
    expect(cautions).toEqual([]);
    expect(rows.map(({ name, estimate }) => [name, estimate?.p])).toEqual([
      ["middle gap", expect.closeTo(0.04, 12)],
      ["recall at the worst depth", expect.closeTo(0.003, 12)],
      ["difference by length alone", expect.closeTo(0.04, 12)],
    ]);
    expect(rows[0]?.sentence).toContain("(p = 0.040 after Holm over 3 claims).");
  });

  it("about depth, but not length, are not to be trusted where depth decided which trials of the series were scored", () => {
    const all = [middle(0.3, 0.2), depth, length(-0.2, 0.01)];
    const verdicts = (verdict: string, where: Row["group"] = { model: "m", task: "t" }) =>
      claimsOf(
        [...all, finding("unscored", [{ group: where, name: "unscored by depth", unscored: 9, verdict }])],
        0.95,
      ).rows.map((one) => one.verdict);
    expect(verdicts("depends on depth")).toEqual(["not to be trusted", "not to be trusted", "stands"]);
    expect(verdicts("not shown to depend on depth")).toEqual(["stands", "stands", "stands"]);
    expect(verdicts("depends on depth", { model: "m", task: "other" })).toEqual([
      "stands",
      "stands",
      "stands",
    ]);
    expect(verdicts("depends on depth", { model: "other", task: "t" })).toEqual([
      "stands",
      "stands",
      "stands",
    ]);
  });
});
