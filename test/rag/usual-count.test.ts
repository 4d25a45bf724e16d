import { describe, expect, it } from "vitest";
import { usualCount } from "../../src/rag/usual-count.ts";
import type { ChunkQuestion } from "../../src/types.ts";

const question = (chunks: number, golds = 1): ChunkQuestion => ({
  ...{ id: "q", question: "Who?", answers: ["Vorma"], ranked: true },
  chunks: Array.from({ length: chunks }, (_, i) => ({ id: `c${i}`, text: "Vorma.", gold: i < golds })),
});
const of = (...counts: readonly number[]): number =>
  usualCount(
    counts.map((n) => question(n)),
    10,
  );

describe("usualCount", () => {
  it("is what half of the questions have", () => {
    expect(of(3)).toBe(3);
    expect(of(1, 8, 8, 8)).toBe(8);
    expect(of(2, 2, 6, 6)).toBe(6);
    expect(of(2, 2, 2, 6, 6)).toBe(2);
  });

  it("is at most what is asked for, and 0 where there is no question", () => {
    expect(of(20, 30)).toBe(10);
    expect(of()).toBe(0);
  });

  it("counts one gold chunk: the others are not beside it where it is placed", () => {
    expect(usualCount([question(6, 3)], 10)).toBe(4);
    expect(usualCount([question(6, 0)], 10)).toBe(6);
  });
});
