import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWordTokenizer, memoCount } from "../src/tokens.ts";

describe("the word tokenizer", () => {
  const tokenizer = createWordTokenizer();

  it("gives every text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        expect(tokenizer.count(text)).toBe(tokenizer.encode(text).length);
      }),
      { seed: 2 },
    );
  });

  it("is additive over parts that begin with their own white space", () => {
    const word = fc.stringMatching(/^[a-z0-9,.'"()]{1,8}$/);
    const lead = fc.constantFrom(" ", "\n", "\n\n");
    fc.assert(
      fc.property(word, fc.array(fc.tuple(lead, word)), (first, rest) => {
        const parts = [first, ...rest.map(([space, text]) => space + text)];
        const sum = parts.reduce((total, part) => total + tokenizer.count(part), 0);
        expect(tokenizer.count(parts.join(""))).toBe(sum);
      }),
      { seed: 3 },
    );
  });
});

it("a memory of counts answers without counting again, also past its capacity", () => {
  let calls = 0;
  const count = memoCount((text) => {
    calls++;
    return text.length;
  }, 2);
  expect([count("a"), count("a"), count("bb"), count("ccc"), count("ccc"), count("a")]).toEqual([
    1, 1, 2, 3, 3, 1,
  ]);
  expect(calls).toBe(4);
});
