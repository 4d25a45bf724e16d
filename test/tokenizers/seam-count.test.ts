import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { openTokenizer } from "../../src/tokenizers/index.ts";
import type { Tokenizer } from "../../src/tokens.ts";
import { SHAPES } from "./shapes.ts";

/** Sentences, headings without a stop, speech, records: what stands in documents, with what joins them. */
const part = fc
  .record({
    lead: fc.constantFrom(" ", " ", "\n\n", "\n"),
    words: fc.array(
      fc.constantFrom("the", "ship", "was", "Kestrel", "7", "in", "1912", "ledger", "(at", "“of", "it's"),
      {
        minLength: 1,
        maxLength: 9,
      },
    ),
    end: fc.constantFrom(".", ".", "?", "", ".”", '.")', '",', ":", "…", " {"),
  })
  .map(({ lead, words, end }) => lead + words.join(" ") + end);

describe.each(SHAPES)("parts of a text, counted with %s", (_, spec) => {
  const opened = openTokenizer(spec);

  it("sum to the whole behind what stands before them, and are never too few without it", async () => {
    const tokenizer = await opened;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = ["Read the text.", ...parts];
        const whole = tokenizer.encode(text.join("")).length;
        const sum = text.reduce((total, own, i) => total + tokenizer.count(own, text[i - 1]), 0);
        expect(sum).toBe(whole);
        expect(text.reduce((total, own) => total + tokenizer.count(own), 0)).toBeGreaterThanOrEqual(whole);
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it("sum to the whole of our documents", async () => {
    const tokenizer = await opened;
    for (const haystack of haystacks.slice(0, 3)) {
      const segments = firstSegments(haystack.segments(3), 150);
      const parts = segments.map(({ lead, text }, i) => (i === 0 ? "" : lead) + text);
      const whole = tokenizer.encode(parts.join("")).length;
      const sum = parts.reduce((total, own, i) => total + tokenizer.count(own, parts[i - 1]), 0);
      expect([haystack.name, sum]).toEqual([haystack.name, whole]);
      expect(bound(tokenizer, parts) / whole).toBeGreaterThanOrEqual(1);
      expect(bound(tokenizer, parts) / whole).toBeLessThan(1.03);
    }
  });
});

function bound(tokenizer: Tokenizer, parts: readonly string[]): number {
  return parts.reduce((total, own) => total + tokenizer.count(own), 0);
}

function firstSegments<T>(source: Iterable<T>, n: number): T[] {
  const out: T[] = [];
  for (const item of source) if (out.push(item) === n) break;
  return out;
}
