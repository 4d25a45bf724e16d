import { describe, expect, it } from "vitest";
import { decideAbove } from "../../src/sinks/claim.ts";
import { claimsOfAttention } from "../../src/sinks/claims-of-attention.ts";
import { type ClaimBehaviour, claimsOfBehaviour, hasGap } from "../../src/sinks/claims-of-behaviour.ts";
import { type Head, looked } from "./made-attention.ts";

const uniform: Head = (query) => Array.from({ length: query + 1 }, () => 1 / (query + 1));
const sinking =
  (share: number): Head =>
  (query) =>
    uniform(query).map((weight, key) => (1 - share) * weight + (key === 0 ? share : 0));
const sumsOf = (share: number) =>
  looked(20, (i) => [sinking(share + 0.001 * i)]).prompts.map(({ sums }) => sums);

const verdicts = (plain: number, randomFirst: number, repeated: number, model = "embedded:alibi-9") =>
  Object.fromEntries(
    claimsOfAttention(
      { model, plain: sumsOf(plain), randomFirst: sumsOf(randomFirst), repeated: sumsOf(repeated) },
      1,
    ).map(({ claim, verdict }) => [claim, verdict]),
  );

describe("claims of attention", () => {
  it("come out as the attention was made", () => {
    expect(verdicts(0.5, 0.5, 0.4)).toEqual({
      "softmax over equal scores is peaked, so a sink must form": "holds",
      "position, not content, makes a sink": "holds",
      "ALiBi removes sinks": "does not hold",
    });
    expect(verdicts(0.5, 0.01, 0)).toMatchObject({
      "softmax over equal scores is peaked, so a sink must form": "does not hold",
      "position, not content, makes a sink": "does not hold",
    });
  });

  it("are left open where there is no sink, and about ALiBi where it is none", () => {
    const all = verdicts(-0.2, 0, 0, "embedded:rope-9");
    expect(all["position, not content, makes a sink"]).toBe("undecided here");
    expect(all).not.toHaveProperty("ALiBi removes sinks");
  });
});

const scattered = (mean: number): readonly number[] =>
  Array.from({ length: 20 }, (_, i) => mean + 0.01 * ((i % 5) - 2));
/** A gap of the model's own, and what is left of it without the sink. */
function ofGap(gap: readonly number[], gapWithoutFirst: readonly number[]) {
  return { ownGap: gap, cutFrom: undefined, gap, gapWithoutFirst };
}
const BEHAVIOUR: ClaimBehaviour = {
  model: "embedded:made",
  loss: scattered(3),
  lossBehindPlaceholder: scattered(2.8),
  lossInWindow: scattered(9),
  lossWithSinks: scattered(3),
  askedBefore: scattered(0.9),
  askedAfter: scattered(0.5),
  ...ofGap(scattered(0.4), scattered(0.1)),
};
const decided = (change: Partial<ClaimBehaviour>) =>
  claimsOfBehaviour({ ...BEHAVIOUR, ...change }, 1).map(({ verdict }) => verdict);

describe("claims of behaviour", () => {
  it("come out as the numbers were made", () => {
    expect(decided({})).toEqual(["holds", "holds", "holds", "holds"]);
    const reversed = {
      lossBehindPlaceholder: scattered(3.3),
      lossInWindow: scattered(3.1),
      askedBefore: scattered(0.2),
      ...ofGap(scattered(0.4), scattered(0.3)),
    };
    expect(decided(reversed)).toEqual(["does not hold", "does not hold", "does not hold", "does not hold"]);
  });

  it("are not decided by documents that all came out alike, nor without a middle gap", () => {
    const ones = new Array<number>(12).fill(1);
    expect(decided({ askedBefore: ones, askedAfter: ones })[2]).toBe("undecided here");
    const none = new Array<number>(12).fill(0);
    expect(decided(ofGap(none, none))[3]).toBe("undecided here");
    expect(decided({ ownGap: none, cutFrom: "sinks:9+16", gap: none, gapWithoutFirst: none })[3]).toBe(
      "undecided here",
    );
  });

  it("about the middle are decided by a gap that a cache makes, where the model has none, and say whose it is", () => {
    const made = { ownGap: scattered(-0.1), cutFrom: "sinks:128+128", gap: scattered(0.7) };
    const of = (gapWithoutFirst: readonly number[]) =>
      claimsOfBehaviour({ ...BEHAVIOUR, ...made, gapWithoutFirst }, 1)[3];
    expect(of(scattered(0.7))?.verdict).toBe("does not hold");
    expect(of(scattered(0.7))?.result).toMatch(/no gap of its own: −10.*in sinks:128\+128: 70.*the cache's/s);
    expect(of(scattered(0.1))?.verdict).toBe("holds");
    // Half of it, more or less: nobody can say.
    expect(of(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0 : 0.7)))?.verdict).toBe("undecided here");
  });

  it("takes a gap for one only where the whole interval is above 0", () => {
    expect(hasGap(scattered(0.2), 1)).toBe(true);
    expect(hasGap(scattered(0), 1)).toBe(false);
    expect(hasGap(new Array<number>(12).fill(0), 1)).toBe(false);
  });
});

describe("decideAbove", () => {
  it("goes by the whole interval", () => {
    const e = (low: number, high: number) => ({ value: 0, low, high, n: 9, method: "" });
    expect([e(0.1, 1), e(-1, 0), e(-1, 1)].map((one) => decideAbove(one, 0))).toEqual([
      "holds",
      "does not hold",
      "undecided here",
    ]);
  });
});
