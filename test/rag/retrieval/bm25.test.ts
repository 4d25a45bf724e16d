import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { indexBm25 } from "../../../src/rag/retrieval/bm25.ts";

describe("BM25", () => {
  it("is what a hand works out", () => {
    const search = indexBm25(["red fox", "red red hen house", "blue sky"]);
    // Lengths 2, 4, 2, mean 8/3; red in 2 of 3 texts, hen in 1.
    const red = Math.log(1 + 1.5 / 2.5);
    const hen = Math.log(1 + 2.5 / 1.5);
    const long = 1.2 * (0.25 + (0.75 * 4) / (8 / 3));
    const short = 1.2 * (0.25 + (0.75 * 2) / (8 / 3));
    const hits = search("a red hen", 5);
    expect(hits.map(({ index }) => index)).toEqual([1, 0]);
    expect(hits[0]?.score).toBeCloseTo((red * 2) / (2 + long) + hen / (1 + long), 12);
    expect(hits[1]?.score).toBeCloseTo(red / (1 + short), 12);
  });

  it("agrees with bm25s on every text and query", () => {
    const path = new URL("../../fixtures/rag/bm25.json", import.meta.url);
    const { texts, queries, scores } = JSON.parse(readFileSync(path, "utf8")) as Reference;
    const search = indexBm25(texts);
    for (const [q, query] of queries.entries()) {
      const found = new Map(search(query, texts.length).map(({ index, score }) => [index, score]));
      for (const [i, expected] of (scores[q] ?? []).entries())
        expect(found.get(i) ?? 0, `${query}, text ${i}`).toBeCloseTo(expected, 4);
    }
  });

  it("gives the best k in order, equal ones as they came, whatever was asked before", () => {
    const search = indexBm25(["fox", "hen", "fox", "fox hen", "fox"]);
    search("hen", 5);
    expect(search("fox", 3).map(({ index }) => index)).toEqual([0, 2, 4]);
    expect(search("fox", 99)).toHaveLength(4);
    expect(search("fox", 0)).toEqual([]);
    expect(search("goose the", 3)).toEqual([]);
  });

  it("finds words of scripts without spaces, and letters with marks", () => {
    const search = indexBm25(["東京は大きい", "Größe und Maß", "nothing"]);
    expect(search("東京", 3).map(({ index }) => index)).toEqual([0]);
    expect(search("größe", 3).map(({ index }) => index)).toEqual([1]);
  });

  it("is not troubled by empty texts", () => {
    expect(indexBm25(["", "the"])("fox", 3)).toEqual([]);
    expect(indexBm25([])("fox", 3)).toEqual([]);
  });
});

interface Reference {
  readonly texts: readonly string[];
  readonly queries: readonly string[];
  readonly scores: readonly (readonly number[])[];
}
