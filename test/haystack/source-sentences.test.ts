import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { splitParagraphs, splitSentences } from "../../src/haystack/sentences.ts";
import { segmentsOf } from "./read-haystack.ts";

const texts = (paragraph: string): string[] => splitSentences(paragraph).map(({ text }) => text);
const bare = (text: string): string => text.replace(/\s/g, "");

describe("splitSentences", () => {
  it.each([
    ["titles", "Mr. Bell met Dr. Hale. They spoke.", ["Mr. Bell met Dr. Hale.", "They spoke."]],
    ["initials", "J. R. Hale left. So it was.", ["J. R. Hale left.", "So it was."]],
    [
      "short forms",
      "Some tools, e.g. Saws, are old. See p. 4 and No. 7 of it.",
      ["Some tools, e.g. Saws, are old.", "See p. 4 and No. 7 of it."],
    ],
    ["the word no", "He said no. No. He meant it.", ["He said no.", "No.", "He meant it."]],
    ["decimal numbers", "It costs 3.14 crowns. Cheap!", ["It costs 3.14 crowns.", "Cheap!"]],
    ["quotation marks", '"Stop." He did. “Go!” She went.', ['"Stop."', "He did.", "“Go!”", "She went."]],
    ["speech that goes on", '"Stop!" he said. "Why?" she asked.', ['"Stop!" he said.', '"Why?" she asked.']],
    ["brackets", "(It was late.) We left [at noon.] Then", ["(It was late.)", "We left [at noon.]", "Then"]],
    ["newlines", "One line.\nAnother one\ngoes on. End", ["One line.", "Another one\ngoes on.", "End"]],
    ["no space", "All that is possible.The best thing.", ["All that is possible.The best thing."]],
    ["addresses", "See http://a.b/c?d=1!e. Then go.", ["See http://a.b/c?d=1!e.", "Then go."]],
    ["dots of silence", "Wait... What? Yes?! No.", ["Wait...", "What?", "Yes?!", "No."]],
    ["Chinese", "他来了。我走了！你呢？好", ["他来了。", "我走了！", "你呢？", "好"]],
    ["Japanese speech", "「行こう。」彼は言った。終わり。", ["「行こう。」", "彼は言った。", "終わり。"]],
    ["Russian", "Привет. Как дела? Хорошо.", ["Привет.", "Как дела?", "Хорошо."]],
    ["Arabic", "ذهب الولد. كيف حالك؟ بخير.", ["ذهب الولد.", "كيف حالك؟", "بخير."]],
    ["Hindi", "वह आया। तुम कौन हो? मैं।", ["वह आया।", "तुम कौन हो?", "मैं।"]],
    [
      "Markdown lists",
      "Tools:\n- one saw\n- two axes. Old\n1. First\n2. Second",
      ["Tools:", "- one saw", "- two axes.", "Old", "1. First", "2. Second"],
    ],
    [
      "a table of contents",
      "CHAPTER I. In which Mr. Grey comes .... 1\n CHAPTER II. The Storm . . . . 17\nCHAPTER III. End\u2026\u2026 xi",
      [
        "CHAPTER I. In which Mr. Grey comes .... 1",
        "CHAPTER II. The Storm . . . . 17",
        "CHAPTER III. End\u2026\u2026 xi",
      ],
    ],
    [
      "chapters",
      "BOOK IV. Of War. Chapter 3. Peace. It ends.",
      ["BOOK IV. Of War.", "Chapter 3. Peace.", "It ends."],
    ],
    ["sections", "1.1.11. An extra account. Next.", ["1.1.11. An extra account.", "Next."]],
    [
      "volumes and times",
      "It was 3 p.m. on Jan. 5 in vol. II. of it. Mrs. E. B. White, M.D., came to Mt. Olive. She left.",
      [
        "It was 3 p.m. on Jan. 5 in vol. II. of it.",
        "Mrs. E. B. White, M.D., came to Mt. Olive.",
        "She left.",
      ],
    ],
    [
      "a speaker with a name",
      '"Gone?" Sherlock Holmes cried. \u201cGone!\u201d Watson said. \u201cSo?\u201d The sea rose.',
      [
        '"Gone?" Sherlock Holmes cried.',
        "\u201cGone!\u201d Watson said.",
        "\u201cSo?\u201d",
        "The sea rose.",
      ],
    ],
    [
      "a pause",
      "He stopped . . . then left. Wait\u2026 what? So\u2026 Go.",
      ["He stopped . . . then left.", "Wait\u2026 what?", "So\u2026 Go."],
    ],
    ["a verse", "roses are red\nviolets are blue", ["roses are red\nviolets are blue"]],
  ])("knows %s", (_, paragraph, expected) => {
    expect(texts(paragraph)).toEqual(expected);
  });

  it("breaks what has no sure end only when it is long", () => {
    const verse = Array.from(
      { length: 12 },
      (_, i) => `line ${i} of a song without any mark at its end`,
    ).join("\n");
    expect(texts(verse)).toHaveLength(12);
    const prose =
      "This sentence is long, and it goes on from line to line,\nsometimes approx. so, etc. and so on, ".repeat(
        8,
      );
    expect(texts(`${prose}until it ends.`)).toHaveLength(1);
    const small = "all of this is lower case. and it goes on. ".repeat(10).trim();
    expect(texts(small)).toHaveLength(20);
  });

  it("takes a book without a paragraph in its stride", () => {
    const one = "This is a sentence of some length, and Mr. Bell wrote it. ";
    expect(texts(one.repeat(5000))).toEqual(Array(5000).fill(one.trim()));
    const noise = "x".repeat(100_000);
    const lengths = texts(`${noise} ${noise} Mr. Bell came. End.`).map((text) => text.length);
    expect(lengths).toEqual([100_000, 100_000, 14, 4]);
  });

  // Genres of lines have lines, not sentences.
  const prose = haystacks.filter(({ name }) => !["ship-chat", "source-code", "ledger"].includes(name));
  it.each(prose)("reads $name back as it was written", (haystack) => {
    const segments = segmentsOf(haystack, 6, 20_000);
    const text = segments.map((segment) => segment.lead + segment.text).join("");
    expect(splitParagraphs(text).flatMap(splitSentences)).toEqual(segments);
  });

  it("keeps the white space between sentences as their lead", () => {
    expect(splitSentences("One. Two.\nThree.").map(({ lead }) => lead)).toEqual(["\n\n", " ", "\n"]);
    expect(splitSentences("他。她。").map(({ lead }) => lead)).toEqual(["\n\n", ""]);
  });

  it("neither loses nor adds a character, and never breaks a word", () => {
    const piece = fc.constantFrom(
      "word",
      "Word",
      "é",
      "3.5",
      ".",
      "!",
      "?",
      "。",
      '"',
      "”",
      ")",
      "(",
      "\n",
      " ",
      "- ",
      "1. ",
      "Mr.",
      "он",
      "नमः",
      "🙂",
      "#",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const segments = splitParagraphs(text).flatMap(splitSentences);
        expect(bare(segments.map((s) => s.text).join(""))).toBe(bare(text));
        for (const [i, segment] of segments.entries()) {
          expect(segment.text).toBe(segment.text.trim());
          expect(segment.text).not.toBe("");
          const next = segments[i + 1];
          if (next?.lead === "") expect(segment.text).toMatch(/[^!-~]$/);
        }
      }),
      { seed: 2026, numRuns: 1000 },
    );
  });
});

describe("splitParagraphs", () => {
  it("keeps headings with what they head", () => {
    expect(splitParagraphs("# A\n\n## B\n\nText. More.\n\nNext.\n\n## End")).toEqual([
      "# A\n\n## B\n\nText. More.",
      "Next.",
      "## End",
    ]);
    expect(texts("# A\n\nText. More.")).toEqual(["# A\n\nText.", "More."]);
  });

  it("takes any number of blank lines, with or without spaces in them", () => {
    expect(splitParagraphs("\n\n one\n \t \n\n\ntwo\nlines \n")).toEqual(["one", "two\nlines"]);
  });
});
