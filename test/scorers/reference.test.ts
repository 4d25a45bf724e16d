import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bestSubspanEm } from "../../src/scorers/best-subspan-em.ts";
import { exact } from "../../src/scorers/exact.ts";
import { levenshtein } from "../../src/scorers/levenshtein.ts";
import { normaliseAnswer } from "../../src/scorers/normalise-answer.ts";
import { similarity } from "../../src/scorers/similarity.ts";
import { tokenF1 } from "../../src/scorers/token-f1.ts";

interface Values {
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly ratio: number;
    readonly distance: number;
  }[];
  readonly normalised: readonly { readonly text: string; readonly normalised: string }[];
  readonly answers: readonly {
    readonly output: string;
    readonly answer: string;
    readonly f1: number;
    readonly inside: boolean;
    readonly equal: boolean;
  }[];
}

const values = JSON.parse(readFileSync(new URL("fixtures/values.json", import.meta.url), "utf8")) as Values;

describe("against Python (fixtures/make.py)", () => {
  it.each(values.pairs.map((pair, i) => [i, pair] as const))(
    "similarity is difflib's, pair %i",
    (_, pair) => {
      expect(similarity(pair.a, pair.b)).toBe(pair.ratio);
    },
  );

  it("has pairs on which autojunk decides", () => {
    const flipped = values.pairs.filter(
      ({ a, b }) => b.length >= 200 && similarity(a, b) !== similarity(b, a),
    );
    expect(flipped.length).toBeGreaterThan(5);
  });

  it("Levenshtein distance is the recurrence's", () => {
    for (const { a, b, distance } of values.pairs) expect(levenshtein(a, b)).toBe(distance);
  });

  it.each(values.normalised)("normalises $text", ({ text, normalised }) => {
    expect(normaliseAnswer(text)).toBe(normalised);
  });

  it("scores words, subspans and equality alike", () => {
    for (const { output, answer, f1, inside, equal } of values.answers) {
      expect(tokenF1(output, answer)).toBeCloseTo(f1, 12);
      expect(bestSubspanEm(output, [answer])).toBe(inside);
      expect(exact(output, answer)).toBe(equal);
    }
    expect(new Set(values.answers.map(({ inside }) => inside)).size).toBe(2);
  });
});
