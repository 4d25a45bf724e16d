import { describe, expect, it } from "vitest";
import { commonWords } from "../../src/tasks/common-words.ts";
import { frequentWords } from "../../src/tasks/frequent-words.ts";
import { repeatedWords } from "../../src/tasks/repeated-words.ts";
import { zeta, zetaCounts } from "../../src/tasks/zeta-counts.ts";
import type { Sample } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

/** The context: what stands between instruction and question. */
const context = (sample: Sample): string =>
  (sample.messages[0]?.content ?? "").split("\n\n").slice(1, -1).join("\n\n");

function tally(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Share of the entries before each occurrence of a word, on average. */
function meanPlace(words: readonly string[], word: string): number {
  const places = words.flatMap((item, i) => (item === word ? [i / (words.length - 1)] : []));
  return places.reduce((a, b) => a + b, 0) / places.length;
}

describe("common words", () => {
  const entries = (sample: Sample): readonly string[] =>
    [...context(sample).matchAll(/\d+\. (\w+)/g)].map((match) => match[1] as string);

  it("are ten words of 30 occurrences among words of 3, numbered from 1", () => {
    const sample = commonWords.build(cellOf(commonWords, 6000, 0.5, 3), plainKit);
    const counts = tally(entries(sample));
    const asked = sample.needles.map((needle) => needle.text);
    expect(asked).toHaveLength(10);
    expect(asked.map((word) => counts.get(word))).toEqual(Array(10).fill(30));
    const others = [...counts].filter(([word]) => !asked.includes(word)).map(([, times]) => times);
    expect(others.length).toBeGreaterThan(100);
    expect(new Set(others)).toEqual(new Set([3]));
    const numbers = [...context(sample).matchAll(/(\d+)\. /g)].map((match) => Number(match[1]));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it("are six among one below 4,096 tokens, as published", () => {
    const sample = commonWords.build(cellOf(commonWords, 4095, 0.5, 3), plainKit);
    const counts = tally(entries(sample));
    expect(counts.get(sample.needles[0]?.text ?? "")).toBe(6);
    expect(Math.min(...counts.values())).toBe(1);
  });

  it("lie, the first of them, where the cell says; the others stay", () => {
    const at = (depth: number): readonly number[] => {
      const sample = commonWords.build(cellOf(commonWords, 6000, depth, 3), plainKit);
      const list = entries(sample);
      const means = sample.needles.map((needle) => meanPlace(list, needle.text));
      for (const [i, mean] of means.entries())
        expect(Math.abs((sample.gold[i]?.depth as number) - mean)).toBeLessThan(0.02);
      return means;
    };
    const [first, middle, last] = [at(0), at(0.5), at(1)];
    expect(first[0]).toBeLessThan(0.2);
    expect(Math.abs((middle[0] as number) - 0.5)).toBeLessThan(0.05);
    expect(last[0]).toBeGreaterThan(0.8);
    for (let i = 1; i < 10; i++)
      expect(Math.abs((first[i] as number) - (last[i] as number))).toBeLessThan(0.08);
  });

  it("refuses words that are not more common than the others", () => {
    const cell = cellOf(commonWords, 3000, 0.5, 3, { freq_cw: 2, freq_ucw: 2 });
    expect(() => commonWords.build(cell, plainKit)).toThrowError(/freq_cw of common-words; more than/);
  });
});

describe("frequent words", () => {
  it("follow a zeta distribution of alpha 2 whose first rank is dots", () => {
    const sample = frequentWords.build(cellOf(frequentWords, 4000, 0.5, 3), plainKit);
    const words = context(sample).split(" ");
    const counts = [...tally(words).entries()].sort((a, b) => b[1] - a[1]);
    expect(counts[0]?.[0]).toBe("...");
    expect(counts.slice(1, 4).map(([word]) => word)).toEqual(sample.needles.map((needle) => needle.text));
    const top = counts[0]?.[1] as number;
    for (let k = 2; k < 8; k++) {
      // floor(n / zeta k^2), and n / zeta lies in [top, top + 1).
      expect(counts[k - 1]?.[1]).toBeGreaterThanOrEqual(Math.floor(top / k ** 2));
      expect(counts[k - 1]?.[1]).toBeLessThanOrEqual(Math.floor((top + 1) / k ** 2));
    }
  });

  it("knows zeta: pi^2 / 6, Apery's constant, pi^4 / 90", () => {
    expect(zeta(2)).toBeCloseTo(Math.PI ** 2 / 6, 9);
    expect(zeta(3)).toBeCloseTo(1.2020569031595942, 9);
    expect(zeta(4)).toBeCloseTo(Math.PI ** 4 / 90, 9);
    expect(zetaCounts(1000, 2)).toEqual(
      Array.from({ length: 24 }, (_, i) => Math.floor(6000 / Math.PI ** 2 / (i + 1) ** 2)),
    );
  });
});

describe("repeated words", () => {
  const sample = repeatedWords.build(cellOf(repeatedWords, 2000, 0.25, 3), plainKit);
  const text = sample.needles[0]?.answers[0] as string;
  const odd = sample.needles[0]?.text as string;

  it("are one word, and another once where the cell says", () => {
    const words = context(sample).split(" ");
    expect(context(sample)).toBe(text);
    expect(tally(words).get(odd)).toBe(1);
    expect(tally(words).size).toBe(2);
    expect(words.indexOf(odd)).toBe(Math.round(0.25 * (words.length - 1)));
  });

  it("are scored by similarity, the place apart", () => {
    const words = text.split(" ");
    const missing = words.filter((word) => word !== odd).join(" ");
    expect(repeatedWords.score(missing, sample)).toMatchObject({ found: [false] });
    expect(repeatedWords.score(missing, sample).recall).toBeCloseTo(1 - (odd.length + 1) / text.length, 12);
    const [first = "", ...rest] = words;
    const late = [...rest, first].join(" ");
    expect(repeatedWords.score(late, sample).found).toEqual([false]);
    expect(repeatedWords.score(`${text} ${first}`, sample).found).toEqual([true]);
    expect(repeatedWords.score(`${text} ${first}`, sample).recall).toBeLessThan(1);
  });

  it("are as many as asked for, or refused", () => {
    const build = (words: number) =>
      repeatedWords.build(cellOf(repeatedWords, 500, 0, 3, { words }), plainKit);
    expect(context(build(100)).split(" ")).toHaveLength(100);
    expect(() => build(300)).toThrowError(/300 words and as many in the answer do not fit/);
  });
});
