import { describe, expect, it } from "vitest";
import { article, compile, type Grammar, references, render } from "../../src/haystack/grammar.ts";
import { createRng } from "../../src/random.ts";

const word = (one: string, many = `${one}s`) => ({ one, many });
const grammar: Grammar = {
  lexicon: new Map([
    ["pet", [word("owl"), word("fox", "foxes"), word("hare")]],
    ["one", [word("hour")]],
  ]),
  phrases: new Map([["who", [compile("{ann}"), compile("{bob}")]]]),
};
const scope = { ann: word("Ann", "Anns"), bob: word("Bob") };

function renders(source: string, times = 200): Set<string> {
  const rng = createRng(5);
  return new Set(Array.from({ length: times }, () => render(compile(source), grammar, scope, rng)));
}

describe("templates", () => {
  it("fill variables, lists, plurals and articles", () => {
    expect(renders("{ann} saw {a one}")).toEqual(new Set(["Ann saw an hour"]));
    expect(renders("{a pet} and {many pet}").has("an owl and foxes")).toBe(true);
    expect(renders("{many ann}")).toEqual(new Set(["Anns"]));
  });

  it("choose between nested options", () => {
    expect(renders("{x|the {one}|}.")).toEqual(new Set(["x.", "the hour.", "."]));
  });

  it("never name a thing twice in a sentence", () => {
    for (const text of renders("{pet} {pet} {pet}")) expect(new Set(text.split(" ")).size).toBe(3);
    expect(renders("{who} and {who}")).toEqual(new Set(["Ann and Bob", "Bob and Ann"]));
    expect(renders("{ann} and {who}")).toEqual(new Set(["Ann and Bob"]));
  });

  it("say what they refer to", () => {
    expect(references(compile("{a pet} {x|{many one}} {{who}|y}"))).toEqual(["pet", "one", "who"]);
  });

  it("refuse braces that do not match and slots that nobody knows", () => {
    expect(() => compile("{pet")).toThrow("braces must match");
    expect(() => renders("{cat}")).toThrow("a variable, a phrase or a word list: cat");
  });

  it.each([
    ["owl", "an"],
    ["hour", "an"],
    ["useful thing", "a"],
    ["union", "a"],
    ["one man band", "a"],
    ["house", "a"],
    ["old fox", "an"],
  ])("take the article of the sound: %s", (text, expected) => {
    expect(article(text)).toBe(expected);
  });
});
