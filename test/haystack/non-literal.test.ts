import { createHash } from "node:crypto";
import { stemmer } from "stemmer";
import { describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { fillSlots, type NonLiteralPair, nonLiteralPairs } from "../../src/haystack/non-literal.ts";
import { textOf } from "./read-haystack.ts";

const pairs = nonLiteralPairs();
const world = loadInventedWorld("run");

/** Words that say nothing by themselves: articles, prepositions, pronouns, auxiliaries. */
const FUNCTION_WORDS = new Set(
  `a an the of to in on at by for from with without over out up right is are was were be been has have had must
   can cannot do does did and or not no some any who one it that all every there always very since`.split(
    /\s+/,
  ),
);

/** Stems of the content words, by Porter's algorithm. */
function stems(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return new Set(words.filter((word) => !FUNCTION_WORDS.has(word)).map((word) => stemmer(word)));
}

function needleTexts(pair: NonLiteralPair): string[] {
  return pair.needles.map((template) => fillSlots(template, { who: "", hook: pair.hook }));
}

function questions(pair: NonLiteralPair): string[] {
  return pair.targets.map((target) => fillSlots(pair.question, { target }));
}

describe("the non-literal pairs", () => {
  it("are the set that the task's version stands for", () => {
    // A trial's id holds the task's version, not the set: whoever changes a pair raises the version, then this.
    const digest = createHash("sha256").update(JSON.stringify(pairs)).digest("hex").slice(0, 12);
    expect(digest).toBe("6cd0da4a6916");
  });

  it("are at least 120, each with a one-hop and a two-hop question, none twice", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(120);
    expect(new Set(pairs.map(({ hook }) => hook.toLowerCase())).size).toBe(pairs.length);
    expect(pairs.filter(({ targets: [one, two] }) => one === two)).toEqual([]);
  });

  it("share no content word between needle and question, in any wording and hop, after stemming", () => {
    let compared = 0;
    const shared = pairs.flatMap((pair) =>
      needleTexts(pair).flatMap((needle) =>
        questions(pair).flatMap((question) => {
          compared++;
          const asked = stems(question);
          return [...stems(needle)]
            .filter((stem) => asked.has(stem))
            .map((stem) => `${stem}: ${needle} / ${question}`);
        }),
      ),
    );
    expect(compared).toBeGreaterThanOrEqual(4 * 120);
    expect(shared).toEqual([]);
  });

  it("hide no word of the target in a longer word of the needle, nor the other way", () => {
    const inside = pairs.flatMap((pair) =>
      pair.targets.flatMap((target) => {
        const words = [...stems(target)].filter((stem) => stem.length >= 4);
        const others = needleTexts(pair).flatMap((text) =>
          [...stems(text)].filter((stem) => stem.length >= 4),
        );
        return words.filter((a) => others.some((b) => a.includes(b) || b.includes(a)));
      }),
    );
    expect(inside).toEqual([]);
  });

  it("have a distractor with the question's words and with none of the needle's hook", () => {
    for (const pair of pairs)
      for (const target of pair.targets) {
        const literal = fillSlots(pair.literal, { who: "", target });
        expect(literal).toContain(target);
        expect(literal.toLowerCase()).not.toContain(pair.hook.toLowerCase());
      }
  });

  it("leave to every pair another of its kind that leads elsewhere, in one step and in two", () => {
    for (const pair of pairs) {
      const elsewhere = pairs.filter(
        ({ relation, targets }) =>
          relation === pair.relation && targets.every((target) => !pair.targets.includes(target)),
      );
      expect(elsewhere.length, pair.hook).toBeGreaterThanOrEqual(3);
    }
  });

  it("are not answered closed-book: the names of the answers stand nowhere in the set", () => {
    const words = new Set(
      pairs
        .flatMap((pair) => [...needleTexts(pair), ...questions(pair), pair.literal])
        .join(" ")
        .match(/\p{L}+/gu),
    );
    expect([...world.firstNames, ...world.lastNames].filter((name) => words.has(name))).toEqual([]);
  });

  it("are not answered by chance: no haystack names a hook, a target or a needle's person", () => {
    const named = [...new Set(pairs.flatMap(({ hook, targets }) => [hook, ...targets]))].map((text) =>
      text.replace(/^(the|an?) /i, "").toLowerCase(),
    );
    const people = new Set([...world.firstNames, ...world.lastNames]);
    for (const haystack of haystacks) {
      const text = textOf(haystack, 1, 250_000);
      const lower = ` ${text.toLowerCase().replace(/[^\p{L}]+/gu, " ")} `;
      expect(
        named.filter((name) => lower.includes(` ${name} `)),
        haystack.name,
      ).toEqual([]);
      expect((text.match(/\p{L}+/gu) ?? []).filter((word) => people.has(word))).toEqual([]);
    }
  });
});
