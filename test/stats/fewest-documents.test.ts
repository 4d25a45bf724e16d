import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { fewestDocuments } from "../../src/stats/fewest-documents.ts";
import { pairedGap } from "../../src/stats/paired-gap.ts";
import { signFlipTest } from "../../src/stats/sign-flip.ts";

describe("fewestDocuments", () => {
  it("is the number at which documents that all lean one way reach alpha, and one fewer does not", () => {
    const p = (n: number): number => signFlipTest(new Array(n).fill(1), 100, createRng(1));
    for (const claims of [1, 2, 3, 10, 55]) {
      const n = fewestDocuments(0.05, claims);
      expect(claims * p(n)).toBeLessThanOrEqual(0.05);
      expect(claims * p(n - 1)).toBeGreaterThan(0.05);
    }
    expect([fewestDocuments(2 ** -4), fewestDocuments(2 ** -5, 3 / 2)]).toEqual([5, 7]);
    expect([fewestDocuments(0.05), fewestDocuments(0.05, 2)]).toEqual([6, 7]);
  });
});

describe("the gap that means over several answers find", () => {
  it("is found about four times in five where a document loses answers one by one (500 runs)", {
    tags: "simulation",
  }, () => {
    const [documents, answers, recall] = [20, 22, 0.8];
    const deviation = Math.sqrt((2 * recall * (1 - recall)) / answers);
    const gap = detectableGap({ n: documents, deviation, answers });
    expect(gap).toBeLessThan(detectableGap({ n: documents, deviation }) / 2);
    let found = 0;
    for (let run = 0; run < 500; run++) {
      const rng = createRng(`answers/${run}`);
      const mean = (chance: number): number => {
        let hits = 0;
        for (let i = 0; i < answers; i++) hits += Number(rng.float() < chance);
        return hits / answers;
      };
      const pairs = Array.from({ length: documents }, () => ({
        first: mean(recall),
        second: mean(recall - gap),
      }));
      found += Number(pairedGap(pairs, 300, rng).interval(0.95).low > 0);
    }
    expect(found / 500).toBeGreaterThan(0.72);
    expect(found / 500).toBeLessThan(0.95);
  });
});
