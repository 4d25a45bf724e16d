import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestSubspanEm } from "../../src/scorers/best-subspan-em.ts";
import { levenshtein } from "../../src/scorers/levenshtein.ts";
import { levenshteinSimilarity } from "../../src/scorers/levenshtein-similarity.ts";
import { normaliseAnswer } from "../../src/scorers/normalise-answer.ts";
import { prefixedSimilarity } from "../../src/scorers/prefixed-similarity.ts";
import { setF1 } from "../../src/scorers/set-f1.ts";
import { similarity } from "../../src/scorers/similarity.ts";
import { stringMatchAll } from "../../src/scorers/string-match-all.ts";
import { stringMatchPart } from "../../src/scorers/string-match-part.ts";
import { substring } from "../../src/scorers/substring.ts";
import { tokenF1 } from "../../src/scorers/token-f1.ts";
import { stripThinking } from "../../src/thinking.ts";

const settings = { seed: 3, numRuns: 300 };
const few = fc.string({ unit: fc.constantFrom("a", "b", "c", "é", "😀"), maxLength: 90 });
const words = fc
  .array(fc.constantFrom("The", "harbour", "clerk", "an", "Ledger", "of", "7", "x.", "'s"), { maxLength: 12 })
  .map((list) => list.join(" "));

describe("Levenshtein", () => {
  it("is a distance: zero on equals alone, symmetric, no detour shorter", () => {
    fc.assert(
      fc.property(few, few, few, (a, b, c) => {
        expect(levenshtein(a, a)).toBe(0);
        expect(levenshtein(a, b) === 0).toBe(a === b);
        expect(levenshtein(b, a)).toBe(levenshtein(a, b));
        expect(levenshtein(a, c)).toBeLessThanOrEqual(levenshtein(a, b) + levenshtein(b, c));
      }),
      settings,
    );
  });

  it("counts one for one character dropped, across the 32 rows of a block", () => {
    fc.assert(
      fc.property(
        few.filter((text) => text !== ""),
        fc.nat(),
        (text, at) => {
          const characters = [...text];
          const shorter = characters.toSpliced(at % characters.length, 1).join("");
          expect(levenshtein(text, shorter)).toBe(1);
          expect(levenshteinSimilarity(text, shorter)).toBeCloseTo(1 - 1 / characters.length, 12);
        },
      ),
      settings,
    );
  });
});

describe("similarity", () => {
  it("lies in 0..1, is 1 on equals alone, and counts a text whole within a longer one", () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const ratio = similarity(a, b);
        expect(ratio).toBeGreaterThanOrEqual(0);
        expect(ratio === 1).toBe(a === b);
        expect(similarity(`${a}${b}`, a)).toBe(
          a + b === "" ? 1 : (2 * [...a].length) / [...a, ...a, ...b].length,
        );
        expect(prefixedSimilarity(`#${a}`, `#${b}`, "#")).toBe(ratio);
        expect(prefixedSimilarity(a, b, "#")).toBe(0);
      }),
      settings,
    );
  });
});

describe("answers inside an output", () => {
  it("are found wherever they stand, and one accepted answer is enough", () => {
    fc.assert(
      fc.property(words, words, words, words, (before, answer, after, other) => {
        const output = `${before} ${answer} ${after}`;
        expect(substring(output.toUpperCase(), [other, answer])).toBe(true);
        expect(bestSubspanEm(output.toUpperCase(), [other, answer])).toBe(true);
        expect(stringMatchPart(output, answer)).toBe(true);
        expect(tokenF1(answer, [other, answer])).toBe(1);
      }),
      settings,
    );
  });

  it("normalise to the same text twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), words, (text, more) => {
        const once = normaliseAnswer(text + more);
        expect(normaliseAnswer(once)).toBe(once);
      }),
      settings,
    );
  });

  it("string match: the share is the mean over references, the part their maximum", () => {
    fc.assert(
      fc.property(words, fc.array(words, { minLength: 1, maxLength: 5 }), (output, references) => {
        const each = references.map((reference) => stringMatchAll(output, reference).share);
        const { share, found } = stringMatchAll(output, references);
        expect(share).toBeCloseTo(each.reduce((sum, one) => sum + one, 0) / each.length, 12);
        expect(found.map(Number)).toEqual(each);
        expect(stringMatchPart(output, references)).toBe(Math.max(...each) === 1);
      }),
      settings,
    );
  });
});

describe("set F1", () => {
  it("is the harmonic mean of precision and recall, order and repetition aside", () => {
    const ids = fc.array(fc.constantFrom("n1", "n2", "n3", "n4", "n5"), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ids, ids, (given, wanted) => {
        const [left, right] = [new Set(given), new Set(wanted)];
        const hits = [...left].filter((id) => right.has(id)).length;
        const [precision, recall] = [hits / left.size, hits / right.size];
        const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
        expect(setF1(`...\nFinal Answer: [${given.join(", ")}]`, wanted)).toBeCloseTo(f1, 12);
      }),
      settings,
    );
  });
});

describe("thinking", () => {
  it("is parted from any answer without marks, and nothing is lost", () => {
    const plain = words.map((text) => text.trim());
    fc.assert(
      fc.property(plain, plain, plain, (before, thought, after) => {
        expect(stripThinking(`${before}<think>${thought}</think>${after}`)).toEqual({
          text: (before + after).trim(),
          thinking: thought,
        });
        expect(stripThinking(`${thought}</think>${after}`)).toEqual({ text: after, thinking: thought });
        expect(stripThinking(`${before}<think>${thought}`)).toEqual({ text: before, thinking: thought });
        expect(stripThinking(` ${before}`)).toEqual({ text: ` ${before}`, thinking: "" });
      }),
      settings,
    );
  });
});
