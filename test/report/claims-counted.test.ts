import { describe, expect, it } from "vitest";
import { claimsCounted, fallenInShort, withoutStanding } from "../../src/report/claims-counted.ts";

const group = { model: "m", task: "t", length: 512 };
const estimate = { value: 0.2, low: 0, high: 0.4, n: 20, method: "made", p: 0.08 };
const claim = (name: string, verdict: string, more = {}) => ({
  group,
  name,
  verdict,
  estimate,
  unscored: 0,
  ...more,
});
const claims = (...rows: ReturnType<typeof claim>[]) => [
  { name: "claims", question: "?", rows, cautions: [] },
];
const verdict = (said: string, length = 512) => ({
  group: { ...group, length },
  name: "verdict",
  verdict: said,
  unscored: 0,
});

describe("claims, counted", () => {
  const findings = claims(
    claim("middle gap", "not shown"),
    claim("start minus end (difference)", "stands"),
    claim("equivalence of ends and middle (difference)", "not to be trusted"),
  );

  it("how many stand, where there are two or more", () => {
    expect(claimsCounted(findings)).toMatch(/^1 of 3 claims of this report stand/);
    expect(claimsCounted(claims(claim("middle gap", "stands")))).toBe("");
    expect(claimsCounted([])).toBe("");
  });

  it("a verdict is told apart from its claim where that does not stand", () => {
    expect(withoutStanding(verdict("lost in the middle"), findings)).toBe(
      " Counted among all 3 claims of this report, it is not shown (p = 0.080).",
    );
    expect(withoutStanding(verdict("inverted"), findings)).not.toBe("");
    for (const said of ["primacy only", "recency only", "flat", "inconclusive", "at the floor"])
      expect(withoutStanding(verdict(said), findings)).toBe("");
    expect(withoutStanding(verdict("inverted", 1024), findings)).toBe("");
    expect(withoutStanding(verdict("inverted"), claims(claim("middle gap", "not shown")))).toBe("");
  });

  it.each([
    ["lost in the middle", "middle gap"],
    ["inverted", "middle gap"],
    ["primacy only", "start minus end (difference)"],
    ["recency only", "start minus end (difference)"],
    ["flat", "equivalence of ends and middle (difference)"],
  ])("a verdict of %s rests on the claim of the %s", (said, name) => {
    const one = claims(claim(name, "not shown"), claim("another", "stands"));
    expect(withoutStanding(verdict(said), one)).not.toBe("");
    expect(fallenInShort(verdict(said), one)).toBe(", not shown among all 2 claims");
    const other = claims(claim(name, "stands"), claim("another", "not shown"));
    expect(withoutStanding(verdict(said), other) + fallenInShort(verdict(said), other)).toBe("");
  });
});
