import { describe, expect, it } from "vitest";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { createRng } from "../../src/random.ts";

const run = loadInventedWorld("run");
const train = loadInventedWorld("train");

describe("the invented world", () => {
  it("gives run and training no name, attribute or value word in common", () => {
    const pairs: readonly (readonly [readonly string[], readonly string[]])[] = [
      [run.firstNames, train.firstNames],
      [run.lastNames, train.lastNames],
      [run.attributes.word, train.attributes.word],
      [run.attributes.number, train.attributes.number],
      [run.attributes.uuid, train.attributes.uuid],
      [run.adjectives, train.adjectives],
      [run.nouns, train.nouns],
    ];
    for (const [ours, theirs] of pairs) {
      expect(ours.length).toBeGreaterThan(4);
      const other = new Set(theirs);
      expect(ours.filter((entry) => other.has(entry))).toEqual([]);
    }
  });

  it("has no value that stands inside another", () => {
    const adjectives = [...run.adjectives, ...train.adjectives];
    const nouns = [...run.nouns, ...train.nouns];
    for (const a of adjectives) expect(adjectives.filter((b) => b !== a && b.endsWith(a))).toEqual([]);
    for (const a of nouns) expect(nouns.filter((b) => b !== a && b.startsWith(a))).toEqual([]);
    expect(new Set(adjectives).size).toBe(adjectives.length);
    expect(new Set(nouns).size).toBe(nouns.length);
  });

  it("repeats no (key, value) pair over 10,000 sets", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 10_000; seed++) {
      const [needle] = runNeedles.make({
        rng: createRng(seed),
        needles: 1,
        distractors: 0,
        values: "word",
      }).needles;
      seen.add(`${needle?.id} = ${needle?.answers[0]}`);
    }
    expect(seen.size).toBe(10_000);
  });
});
