import { describe, expect, it } from "vitest";
import { haystacks, trainHaystacks } from "../../src/haystack/index.ts";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { heldOut, lexiconFiles, loadLexicon, type Split } from "../../src/haystack/lexicon.ts";
import { textOf } from "./read-haystack.ts";

const LONG = 300_000;

/** All runs of one to four words. */
function phrases(text: string): Set<string> {
  const out = new Set<string>();
  for (const sentence of text.toLowerCase().split(/[^a-z' ]+/)) {
    const words = sentence.split(" ").filter((word) => word !== "");
    for (let i = 0; i < words.length; i++)
      for (let n = 1; n <= 4 && i + n <= words.length; n++) out.add(words.slice(i, i + n).join(" "));
  }
  return out;
}

describe("the split of run and training", () => {
  it.each<Split>(["run", "train"])("holds out a fifth of the open lists for %s", (split) => {
    const open = lexiconFiles().flatMap((file) =>
      Object.entries(file.lists).flatMap(([name, words]) => (file.shared.includes(name) ? [] : words)),
    );
    const share = heldOut(split).length / open.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  it.each([
    ["train", haystacks],
    ["run", trainHaystacks],
  ] as const)("keeps the entries of %s out of the other's text", (split, others) => {
    const entries = heldOut(split);
    for (const haystack of others) {
      const found = phrases(textOf(haystack, 1, LONG));
      const bad = entries.filter(({ one, many }) => [one, many].some((w) => found.has(w.toLowerCase())));
      expect(bad).toEqual([]);
    }
  });

  it.each([
    ["run", haystacks],
    ["train", trainHaystacks],
  ] as const)("uses its own entries in %s", (split, ours) => {
    const found = new Set(ours.flatMap((haystack) => [...phrases(textOf(haystack, 1, LONG))]));
    const unused = heldOut(split).filter(({ one, many }) =>
      [one, many].every((word) => !found.has(word.toLowerCase())),
    );
    expect(unused).toEqual([]);
  });

  it("gives different documents for a seed", () => {
    for (const [i, haystack] of haystacks.entries()) {
      const train = trainHaystacks[i];
      expect(train?.name).toBe(`${haystack.name}:train`);
      expect(train && textOf(train, 1, 3000)).not.toBe(textOf(haystack, 1, 3000));
    }
  });

  it("leaves every list with enough to choose from", () => {
    for (const split of ["run", "train"] as const)
      for (const [name, entries] of loadLexicon(split))
        expect(entries.length, name).toBeGreaterThanOrEqual(4);
  });

  it("names no person or place as a needle is named", () => {
    const named = new Set(
      (["run", "train"] as const).flatMap((split) => {
        const world = loadInventedWorld(split);
        return [...world.firstNames, ...world.lastNames];
      }),
    );
    const ours = lexiconFiles().flatMap(
      (file) =>
        Object.values(file.lists)
          .flat()
          .join(" ")
          .match(/\p{Lu}\p{L}+/gu) ?? [],
    );
    expect(ours.length).toBeGreaterThan(80);
    expect(ours.filter((word) => named.has(word))).toEqual([]);
  });
});
