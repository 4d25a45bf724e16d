import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { haystacks, MIXED_GENRES, trainHaystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { createRng } from "../../src/random.ts";
import type { Haystack } from "../../src/types.ts";
import { segmentsOf, sentencesOf, textOf } from "./read-haystack.ts";

const LONG = 560_000; // more than 128k tokens at four characters a token
const all = [...haystacks, ...trainHaystacks];
/** Texts of paragraphs, and texts of lines: chat, code, tables. */
const prose = all.filter(({ facts }) => facts === undefined);
const lined = all.filter(({ facts }) => facts !== undefined);

/** SHA-256 (12 digits) of the first 100,000 characters of seed 1: a published document never changes unseen. */
const KNOWN: Readonly<Record<string, string>> = {
  mixed: "d164f0db34a3",
  "expedition-log": "c495a3585131",
  "town-gazette": "f3f15bac15fc",
  "company-report": "9e03cd0b97a2",
  interview: "1af8cabf9711",
  "court-minutes": "cd59078abe12",
  "ship-chat": "84847dfcec37",
  "source-code": "53b21d24b86a",
  ledger: "6ab93e3caf88",
  "mixed:train": "e1d7d37e592a",
  "expedition-log:train": "321e9841b372",
  "town-gazette:train": "99b74e53208e",
  "company-report:train": "a54f803e24db",
  "interview:train": "c1b34fb6877f",
  "court-minutes:train": "bb563cb1f292",
  "ship-chat:train": "c9a9e8ac8a75",
  "source-code:train": "57c3a3e6da33",
  "ledger:train": "bfca66754fd5",
};

/** A segment without the headings and the head of a table that it may open with. */
function lineOf(text: string): string {
  return text.replace(
    /^(?:(?:#.*|"""[^\n]*"""|\| day .*|\|(?: [a-z ]+ \|)+(?=\n\| ---)|\|(?: --- \|)+|)\n)+/,
    "",
  );
}

/** What a line of a genre is. */
const LINE: Readonly<Record<string, (line: string) => boolean>> = {
  "ship-chat": (line) => /^(?:\[[a-z ]+\] )?\p{Lu}\p{L}+: \S[^|\n]*$/u.test(line) && !/ {2}/.test(line),
  "source-code": (line) =>
    isBalanced(line) && /^(?:def|assert|return|if|for|while|with|#|\w+[.([= ])/.test(line),
  ledger: (line) => /^\|(?: [^|\s](?:[^|\n]*[^|\s])? \|){5}$/.test(line),
};

/** Quotation marks come in pairs, and so do brackets outside of them. */
function isBalanced(line: string): boolean {
  if ((line.match(/"/g)?.length ?? 0) % 2 !== 0) return false;
  const bare = line.replace(/"[^"]*"/g, "");
  return ["()", "[]"].every(
    ([open = "", close = ""]) => bare.split(open).length === bare.split(close).length,
  );
}

describe("haystacks", () => {
  it("have names of their own", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(haystacks.map(({ name }) => name)).toEqual([
      "mixed",
      "expedition-log",
      "town-gazette",
      "company-report",
      "interview",
      "court-minutes",
      "ship-chat",
      "source-code",
      "ledger",
    ]);
    const lines = ["ship-chat", "source-code", "ledger"];
    expect(lined.map(({ name }) => name)).toEqual([...lines, ...lines.map((name) => `${name}:train`)]);
  });

  it.each(all)("$name is the text that it was", (haystack) => {
    const text = textOf(haystack, 1, 100_000);
    expect(createHash("sha256").update(text).digest("hex").slice(0, 12)).toBe(KNOWN[haystack.name]);
  });

  it.each(all)("$name gives the same for a seed and something else for another", (haystack) => {
    expect(textOf(haystack, 7, 5000)).toBe(textOf(haystack, 7, 5000));
    expect(textOf(haystack, 8, 5000)).not.toBe(textOf(haystack, 7, 5000));
    expect(haystack.version).toMatch(/^\d+\+[0-9a-f]{8}$/);
  });

  it.each(prose)("$name reads as segments", (haystack) => {
    const bad = segmentsOf(haystack, 2, 100_000).filter(
      ({ kind, lead, text }) =>
        kind !== "filler" ||
        !["\n\n", "\n", " "].includes(lead) ||
        text !== text.trim() ||
        !/[.?!]$/.test(text) ||
        / {2}|[{}|]|undefined|\ba [aeio]\w|\ban [^aeiouh\W]/i.test(text),
    );
    expect(bad).toEqual([]);
  });

  it.each(lined)("$name reads as lines of its kind, each a segment", (haystack) => {
    const segments = segmentsOf(haystack, 2, 100_000);
    const bad = segments.filter(
      ({ kind, lead, text }) =>
        kind !== "filler" ||
        !/^(\n\n|\n {0,8})$/.test(lead) ||
        text !== text.trim() ||
        /[{}]|undefined|\ba [aeio]\w|\ban [^aeiouh\W]/i.test(text) ||
        !LINE[haystack.name.replace(":train", "")]?.(lineOf(text)),
    );
    expect(bad).toEqual([]);
  });

  it.each(lined)("$name has blocks of several lines, most of them of one line each", (haystack) => {
    const segments = segmentsOf(haystack, 3, 100_000);
    const starts = segments.flatMap(({ lead }, i) => (lead.startsWith("\n\n") ? [i] : []));
    const lengths = starts.slice(1).map((start, i) => start - (starts[i] as number));
    expect(lengths.length).toBeGreaterThan(60);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(21);
    const single = segments.filter(({ text }) => !lineOf(text).includes("\n")).length;
    expect(single / segments.length).toBeGreaterThan(0.8);
  });

  it.each(prose)("$name has paragraphs of 3 to 7 sentences, lists apart", (haystack) => {
    const paragraphs = textOf(haystack, 3, 100_000)
      .split("\n\n")
      .filter((p) => !/^(#|Q: )/.test(p))
      .slice(0, -1);
    const bad = paragraphs.filter((paragraph) => {
      const sentences = paragraph.split("\n- ")[0]?.match(/[.?!](?= |$)/g)?.length ?? 0;
      return sentences < 3 || sentences > 7;
    });
    expect(paragraphs.length).toBeGreaterThan(100);
    expect(bad).toEqual([]);
  });

  it.each(all)("$name writes no sentence more than 3 times within 128k tokens", (haystack) => {
    const times = new Map<string, number>();
    for (const sentence of sentencesOf(haystack, 11, LONG))
      times.set(sentence, (times.get(sentence) ?? 0) + 1);
    expect(times.size).toBeGreaterThan(5000);
    expect([...times].filter(([, n]) => n > 3)).toEqual([]);
  });

  it.each(prose)("$name has sentences of 3 to 35 words, one in seven to one in three short", (haystack) => {
    const words = sentencesOf(haystack, 5, 100_000).map((sentence) => sentence.split(/\s+/).length);
    expect(Math.max(...words)).toBeLessThanOrEqual(35);
    expect(Math.max(...words)).toBeGreaterThanOrEqual(30);
    expect(Math.min(...words)).toBeGreaterThanOrEqual(3);
    const short = words.filter((n) => n >= 4 && n <= 8).length / words.length;
    expect(short).toBeGreaterThan(1 / 7);
    expect(short).toBeLessThan(1 / 3);
  });

  it("that the embedded model is trained on use 1,500 to 2,500 words together", () => {
    const trained: readonly string[] = ["mixed", ...MIXED_GENRES];
    const words = new Set(
      all
        .filter(({ name }) => trained.includes(name.replace(":train", "")))
        .flatMap(
          (haystack) =>
            textOf(haystack, 1, 150_000)
              .toLowerCase()
              .match(/[a-z']+/g) ?? [],
        ),
    );
    expect(words.size).toBeGreaterThanOrEqual(1500);
    expect(words.size).toBeLessThanOrEqual(2500);
  });

  it("mixed alternates whole documents of the first four", () => {
    const mixed = haystacks[0] as Haystack;
    const titles = textOf(mixed, 4, 60_000).match(/^# .*$/gm) ?? [];
    expect(titles.length).toBeGreaterThan(8);
    const text = textOf(mixed, 4, 60_000);
    for (const mark of [/^## Day \d/m, /Gazette/, /^- /m, /^Q: /m]) expect(text).toMatch(mark);
  });

  it("answers no question of a needle by accident", () => {
    const answers = (["word", "number", "uuid"] as const).flatMap((values) =>
      runNeedles
        .make({ rng: createRng(1), needles: 40, distractors: 0, values })
        .needles.flatMap((needle) => needle.answers),
    );
    expect(new Set(answers).size).toBe(120);
    for (const haystack of all)
      for (const seed of [1, 2, 3]) {
        const text = textOf(haystack, seed, 60_000);
        expect(text).not.toMatch(/\bThe [a-z ]+ of (?:the )?\p{Lu}[\p{L} ]* is /u);
        expect(answers.filter((answer) => text.includes(answer))).toEqual([]);
        expect(text).not.toMatch(/magic|\d{3}|[a-z]-[a-z]|[0-9a-f]{8}-/i);
      }
  });
});
