import { describe, expect, it } from "vitest";
import { haystacks, trainHaystacks } from "../../src/haystack/index.ts";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { type Entry, heldOut, lexiconFiles, loadLexicon, type Split } from "../../src/haystack/lexicon.ts";
import { textOf } from "./read-haystack.ts";

const LONG = 250_000;

/** All runs of one to three words, in all genres of a side. */
function phrases(split: Split): Set<string> {
  const out = new Set<string>();
  for (const haystack of (split === "run" ? haystacks : trainHaystacks).slice(1))
    for (const clause of textOf(haystack, 1, LONG)
      .toLowerCase()
      .split(/[^a-z' ]+/)) {
      const words = clause.trim().split(/ +/);
      for (let i = 0; i < words.length; i++)
        for (let n = 1; n <= 3 && i + n <= words.length; n++) out.add(words.slice(i, i + n).join(" "));
    }
  return out;
}

describe("the split of run and training", () => {
  it("is there for every genre", () => {
    expect(trainHaystacks.map(({ name }) => name)).toEqual(haystacks.map(({ name }) => `${name}:train`));
  });

  it.each<Split>(["run", "train"])("holds out a fifth of the open lists for %s", (split) => {
    const open = lexiconFiles().flatMap((file) =>
      Object.entries(file.lists).flatMap(([name, words]) => (file.shared.includes(name) ? [] : words)),
    );
    const share = heldOut(split).length / open.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  it.each<readonly [Split, Split]>([
    ["run", "train"],
    ["train", "run"],
  ])("uses in %s its own entries and none of %s", (ours, theirs) => {
    const found = phrases(ours);
    const isFound = ({ one, many }: Entry): boolean =>
      [one, many].some((word) => found.has(word.toLowerCase()));
    const entries = [...heldOut(ours), ...heldOut(theirs)];
    expect(entries.filter(({ one }) => one.split(" ").length > 3)).toEqual([]);
    expect(heldOut(theirs).filter(isFound)).toEqual([]);
    expect(heldOut(ours).filter((entry) => !isFound(entry))).toEqual([]);
  });

  it("gives different documents for a seed", () => {
    for (const [i, train] of trainHaystacks.entries()) {
      const haystack = haystacks[i];
      expect(`${haystack?.name}:train`).toBe(train.name);
      expect(haystack && textOf(haystack, 1, 3000)).not.toBe(textOf(train, 1, 3000));
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
