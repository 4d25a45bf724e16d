import { describe, expect, it } from "vitest";
import { bestSubspanEm } from "../../src/scorers/best-subspan-em.ts";
import { exact } from "../../src/scorers/exact.ts";
import { firstLine } from "../../src/scorers/first-line.ts";
import { firstNumber } from "../../src/scorers/first-number.ts";
import { kvWords } from "../../src/scorers/kv-words.ts";
import { labelSet } from "../../src/scorers/label-set.ts";
import { levenshtein } from "../../src/scorers/levenshtein.ts";
import { levenshteinSimilarity } from "../../src/scorers/levenshtein-similarity.ts";
import { setF1 } from "../../src/scorers/set-f1.ts";
import { similarity } from "../../src/scorers/similarity.ts";
import { stringMatchAll } from "../../src/scorers/string-match-all.ts";
import { stringMatchPart } from "../../src/scorers/string-match-part.ts";
import { substring } from "../../src/scorers/substring.ts";
import { tokenF1 } from "../../src/scorers/token-f1.ts";
import { stripThinking } from "../../src/thinking.ts";

describe("what the papers' own scorers do", () => {
  it("substring: case aside, nothing else", () => {
    expect(substring("it is SAN FRANCISCO.", "San Francisco")).toBe(true);
    expect(substring("San  Francisco", "San Francisco")).toBe(false);
    expect(substring("anything", [])).toBe(false);
  });

  it("best subspan: punctuation and articles aside, also inside a word", () => {
    expect(bestSubspanEm("It was the Beatles, in 1969!", ["Beatles in 1969"])).toBe(true);
    expect(bestSubspanEm("Wilhelm Conrad Röntgen", "wilhelm conrad röntgen.")).toBe(true);
    expect(bestSubspanEm("a party", "Art")).toBe(true);
    expect(bestSubspanEm("well-known", "well known")).toBe(false); // the hyphen goes, no space comes
    expect(bestSubspanEm("anything", "The")).toBe(true); // the trap that its docstring names
  });

  it("first line: an answer after a blank line or a preamble is lost to it", () => {
    expect(firstLine("Paris\nI am sure.")).toBe("Paris");
    expect(firstLine("\nParis")).toBe("");
    expect(firstLine(" Paris \r\nx")).toBe("Paris");
    const chatty = "Sure, here is the answer:\nParis";
    expect([bestSubspanEm(firstLine(chatty), "Paris"), bestSubspanEm(chatty, "Paris")]).toEqual([
      false,
      true,
    ]);
  });

  it("exact and token F1: SQuAD's, with the empty answer of SQuAD 2.0", () => {
    expect(exact("The Denver Broncos!", ["Panthers", "Denver Broncos"])).toBe(true);
    expect(exact("Denver Broncos won", "Denver Broncos")).toBe(false);
    expect(tokenF1("the Denver Broncos won", "Denver Broncos")).toBeCloseTo(0.8, 12);
    expect(tokenF1("b b b", "b b c")).toBeCloseTo(2 / 3, 12); // each word as often as both have it
    expect([tokenF1("", ""), tokenF1("x", ""), tokenF1("", "x")]).toEqual([1, 0, 0]);
  });

  it("string match: control characters are newlines, so none joins two halves of a reference", () => {
    expect(stringMatchAll("Numbers: 1234567,\t7654321", ["1234567", "7654321", "1111111"]).share).toBeCloseTo(
      2 / 3,
      12,
    );
    expect(stringMatchAll("a\u0000b A\tB", ["a\nb", "a\u0000b"]).found).toEqual([true, false]);
    expect(stringMatchPart("in PARIS", ["paris", "london"])).toBe(true);
    expect(stringMatchPart("in Rome", ["paris", "london"])).toBe(false);
    expect(() => stringMatchAll("x", [])).toThrowError("references needed, at least 1: 0");
  });

  it("first number: the first run of digits, whole", () => {
    expect(firstNumber("The pass key is 71432. Again: 9", "71432")).toBe(true);
    expect(firstNumber("Key 2 is 71432", ["71432"])).toBe(false);
    expect(firstNumber("71,432", "71432")).toBe(false);
    expect(firstNumber("714321", "71432")).toBe(false);
    expect(firstNumber("none", "")).toBe(false);
  });

  it("key-value words: a whole word after ten marks became spaces", () => {
    expect(kvWords('{"value": "a-b-c"}', ["a-b-c"])).toBe(true);
    expect(kvWords("it is a-b-c.", "a-b-c")).toBe(true);
    expect(kvWords("it is (a-b-c)", "a-b-c")).toBe(false);
    expect(kvWords("a-b-cd", "a-b-c")).toBe(false);
    expect(kvWords("", "")).toBe(false);
  });

  it("label set: first sentence, labels of the question aside, none besides the targets", () => {
    const rooms = {
      question: "Where was the apple before the Kitchen?",
      labels: ["kitchen", "garden", "office"],
    };
    const ask = (output: string, targets: string | readonly string[] = "Garden") =>
      labelSet(output, { ...rooms, targets });
    expect(ask("The apple was in the GARDEN. Then the office.")).toBe(true);
    expect(ask("Before the kitchen, the garden")).toBe(true);
    expect(ask("the garden or the office")).toBe(false);
    expect(ask("garden <example> office")).toBe(true);
    expect(ask("garden\n<context>office</context>")).toBe(true);
    expect(ask("No idea")).toBe(false);
    expect(ask("garden, office", ["office", "garden"])).toBe(true);
    expect(ask("garden", ["office", "garden"])).toBe(false);
  });

  it("similarity: Python's documented example, and its autojunk", () => {
    expect(similarity("abcd", "bcde")).toBe(0.75);
    expect([similarity("tide", "diet"), similarity("diet", "tide")]).toEqual([0.25, 0.5]);
    expect(similarity(`x${"b".repeat(199)}`, "b".repeat(199))).toBeCloseTo(398 / 399, 12);
    expect(similarity(`x${"b".repeat(200)}`, "b".repeat(200))).toBe(0); // one character more: all of b is junk
  });

  it("Levenshtein: the textbook's pair, code points, 50,000 characters", () => {
    expect(levenshtein("kitten", "sitting")).toBe(3);
    expect(levenshtein("😀", "é")).toBe(1);
    expect(levenshteinSimilarity("kitten", "sitting")).toBeCloseTo(1 - 3 / 7, 12);
    expect(levenshteinSimilarity("", "")).toBe(1);
    const long = "apple ".repeat(8000);
    expect(levenshtein(long, `${long.slice(0, 20_000)}apples${long.slice(20_000)}`)).toBe(6);
  });

  it("set F1: the last such line, or nothing", () => {
    expect(setF1("Final Answer: [a]\nno:\nFinal Answer: [b, c ,b]\nDone.", ["c", "b"])).toBe(1);
    expect(setF1("Final Answer: [a, b]", ["a", "c"])).toBe(0.5);
    expect(setF1("The answer is [a]", ["a"])).toBe(0);
    expect([setF1("Final Answer: []", []), setF1("Final Answer: []", ["a"]), setF1("", [])]).toEqual([
      1, 0, 0,
    ]);
  });

  it("thinking: several blocks, one unclosed, one without its opening", () => {
    expect(stripThinking("<think>\nHm: Rome?\n</think>\n\nParis")).toEqual({
      text: "Paris",
      thinking: "Hm: Rome?",
    });
    expect(stripThinking("<think>a</think>b<think>c")).toEqual({ text: "b", thinking: "a\nc" });
    expect(stripThinking("a</think>b<think>c</think>d")).toEqual({ text: "bd", thinking: "a\nc" });
    expect(stripThinking("<think>")).toEqual({ text: "", thinking: "" });
    expect(firstLine(stripThinking("<think>x</think>\n\nParis\n").text)).toBe("Paris");
  });
});
