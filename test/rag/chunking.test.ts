import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { loadPromptTokenizer } from "../../src/models/prompt.ts";
import { cutChunks } from "../../src/rag/chunking.ts";
import type { CountTokens } from "../../src/tokens.ts";
import { folder } from "../models/reference.ts";

const SENTENCES = ["The red fox ran.", "It was late.", "Nobody saw it go.", "A hen was lost!", "Why?"];
const words: CountTokens = (text) => text.split(/\s+/).filter((word) => word !== "").length;

describe("cutting into chunks", () => {
  it("fills each with whole sentences", () => {
    expect(cutChunks(SENTENCES.join(" "), { tokens: 8, overlap: 0 }, words)).toEqual([
      "The red fox ran. It was late.",
      "Nobody saw it go. A hen was lost!",
      "Why?",
    ]);
  });

  it("begins with the last sentences of the one before, where they fit", () => {
    expect(cutChunks(SENTENCES.join(" "), { tokens: 8, overlap: 3 }, words)).toEqual([
      "The red fox ran. It was late.",
      "It was late. Nobody saw it go.",
      "A hen was lost! Why?",
    ]);
  });

  it("keeps paragraphs apart", () => {
    expect(cutChunks("One here.\n\nTwo here.", { tokens: 8, overlap: 0 }, words)).toEqual([
      "One here.\n\nTwo here.",
    ]);
  });

  it("cuts within a sentence only where that alone is too long", () => {
    const long = "One two three four five six seven eight nine ten";
    expect(cutChunks(`It was late. ${long}. Why?`, { tokens: 4, overlap: 0 }, words)).toEqual([
      "It was late.",
      "One two three four",
      "five six seven eight",
      "nine ten. Why?",
    ]);
  });

  it("loses no word, whatever the size and overlap", () => {
    const text = fc
      .array(fc.constantFrom(...SENTENCES, "\n\n", "one two three four five six seven eight nine"), {
        minLength: 1,
      })
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 3, max: 20 }),
        fc.integer({ min: 0, max: 10 }),
        (given, tokens, overlap) => {
          const bare = (value: string): string => value.replace(/\s+/g, " ").trim();
          const chunks = cutChunks(given, { tokens, overlap: 0 }, words);
          expect(bare(chunks.join(" "))).toBe(bare(given));
          for (const chunk of cutChunks(given, { tokens, overlap: Math.min(overlap, tokens - 1) }, words))
            expect(words(chunk)).toBeLessThanOrEqual(tokens);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe("by a model's tokenizer", () => {
  let count: CountTokens;
  beforeAll(async () => {
    ({ count } = (await loadPromptTokenizer(folder)).tokenizer);
  });

  it("no chunk is longer than asked for, and few are much shorter", () => {
    const text: string[] = [];
    for (const segment of haystacks[0]?.segments(3) ?? [])
      if (text.push(segment.lead + segment.text) === 300) break;
    const sizes = cutChunks(text.join(""), { tokens: 120, overlap: 20 }, count).map((chunk) => count(chunk));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(120);
    expect(sizes.filter((size) => size < 70).length).toBeLessThan(sizes.length / 10);
  });
});
