import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAG_RULES } from "../../../src/rag/flag-rules.ts";
import { gatherSet } from "../../../src/rag/sets/gather.ts";
import { readChunkSet } from "../../../src/rag/sets/index.ts";
import type { Row } from "../../../src/rag/sets/row.ts";
import { settleRow } from "../../../src/rag/sets/settle-row.ts";
import { tooLong } from "../../../src/rag/too-long.ts";
import { usableAt } from "../../../src/rag/usable.ts";
import { testFolder } from "./files.ts";

const { write } = testFolder();
const chunk = (id: string, text: string, more: object = {}) => ({ id, text, score: 1, ...more });
const row = (more: Partial<Row>): Row => ({
  id: "q",
  where: "f:1",
  question: "Who?",
  answers: ["Vorma"],
  chunks: [chunk("a", "Vorma did.", { gold: true }), chunk("b", "Nobody.")],
  ...more,
});

describe("a row", () => {
  it("without fault has no flag", () => {
    expect(settleRow(row({})).flags).toEqual([]);
  });

  it.each<[keyof typeof FLAG_RULES, string | undefined, Partial<Row>]>([
    ["noQuestion", undefined, { question: " " }],
    ["noChunks", undefined, { chunks: [] }],
    ["noGoldNoAnswer", undefined, { answers: [], chunks: [chunk("a", "Vorma did.")] }],
    ["twoChunksOneId", "a", { chunks: [chunk("a", "Vorma did."), chunk("a", "Nobody.")] }],
    ["emptyChunk", "b", { chunks: [chunk("a", "Vorma did."), chunk("b", " ")] }],
    ["chunkAgain", "a", { chunks: [chunk("a", "Vorma did."), chunk("a", "Vorma did.")] }],
    ["sameText", "b, c", { chunks: [chunk("a", "Vorma did."), chunk("b", "No."), chunk("c", "No.")] }],
    ["emptyAnswer", "the", { answers: ["the", "Vorma"] }],
    ["noAnswers", undefined, { answers: [] }],
    ["goldAbsent", undefined, { chunks: [chunk("b", "Nobody.", { gold: false })] }],
    ["answerNowhere", undefined, { chunks: [chunk("b", "Nobody.")] }],
    [
      "answerInSeveral",
      "a, c",
      { chunks: [chunk("a", "Vorma did."), chunk("b", "No."), chunk("c", "vorma!")] },
    ],
    ["answerBesideGold", "b", { chunks: [chunk("a", "Vorma did.", { gold: true }), chunk("b", "Vorma.")] }],
    ["goldWithoutAnswer", undefined, { chunks: [chunk("a", "She did.", { gold: true })] }],
    ["noScores", undefined, { chunks: [{ id: "a", text: "Vorma did." }] }],
    ["someScores", "b", { chunks: [chunk("a", "Vorma did."), { id: "b", text: "No." }] }],
  ])("%s is flagged", (name, detail, more) => {
    const { rule, asked } = FLAG_RULES[name];
    const { question, flags } = settleRow(row(more));
    expect(flags).toEqual([{ questionId: "q", rule, ...(detail === undefined ? {} : { detail }) }]);
    expect(question === undefined).toBe(asked === "out");
  });

  it("an answer within a longer word is not stated", () => {
    const { question } = settleRow(
      row({ answers: ["art"], chunks: [chunk("a", "A party."), chunk("b", "Art, it is.")] }),
    );
    expect(question?.chunks.map(({ gold }) => gold)).toEqual([false, true]);
  });
});

describe("every row is a question or has a flag that says why it is none", () => {
  const text = fc.constantFrom("Vorma did.", "Nobody.", "", "vorma", "The.");
  const rows = fc.array(
    fc.record({
      question: fc.constantFrom("Who?", "Who?", "Who?", ""),
      answers: fc.array(fc.constantFrom("Vorma", "Nobody", "the", ""), { maxLength: 2 }),
      byRank: fc.boolean(),
      chunks: fc.array(
        fc.record(
          {
            id: fc.constantFrom("a", "b", "c", "d", "e"),
            text,
            score: fc.constantFrom(1, 2, 3),
            gold: fc.boolean(),
          },
          { requiredKeys: ["id", "text"] },
        ),
        { maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it("whatever stands in it", () => {
    const out = new Set<string>(
      Object.values(FLAG_RULES).flatMap(({ rule, asked }) => (asked === "out" ? [rule] : [])),
    );
    let asked = 0;
    fc.assert(
      fc.property(rows, (drawn) => {
        const given: readonly Row[] = drawn.map((entry, i) => ({
          ...entry,
          id: `q${i}`,
          where: `f:${i + 1}`,
        }));
        const sound = row({ id: "sound" });
        const set = gatherSet([...given, sound], "set", "f", []);
        const questions = new Set(set.questions.map(({ id }) => id));
        for (const { id, chunks } of given) {
          const flags = set.flagged.filter(({ questionId }) => questionId === id);
          expect(questions.has(id)).toBe(!flags.some(({ rule }) => out.has(rule)));
          const question = set.questions.find((entry) => entry.id === id);
          if (question === undefined) continue;
          asked++;
          // No chunk is lost without a word either.
          const left = flags.filter(({ rule }) => rule.endsWith("left out") && rule.startsWith("a chunk"));
          expect(question.chunks.length + left.length).toBe(chunks.length);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(asked).toBeGreaterThan(100);
  });
});

describe("a file", () => {
  const refused = async (name: string, content: unknown, message: RegExp, format?: string) =>
    expect(readChunkSet(write(name, content), format === undefined ? {} : { format })).rejects.toMatchObject({
      code: "input-file",
      message: expect.stringMatching(message),
    });
  const own = { id: "q", question: "Who?", answers: ["Vorma"], chunks: [{ id: "a", text: "Vorma." }] };

  it("that is damaged is refused with its line", async () => {
    await refused(
      "cut.jsonl",
      `${JSON.stringify(own)}\n{"id": "r", "chunks`,
      /cut\.jsonl:2: line; must be JSON/,
    );
    await refused(
      "typo.jsonl",
      [own, { ...own, id: "r", chunks: [{ id: "a", txt: "x" }] }],
      /typo\.jsonl:2: chunks\.0\.(txt|text)/,
    );
    await refused(
      "type.jsonl",
      [{ ...own, chunks: [{ id: "a", text: 7 }] }],
      /type\.jsonl:1: chunks\.0\.text; must be of type string: 7/,
    );
    await refused("twice.jsonl", [own, own], /twice\.jsonl:2: id; must be of one question: "q"/);
  });

  it("without anything to ask is refused with the first reason", async () => {
    await refused(
      "none.jsonl",
      [{ ...own, chunks: [] }],
      /must hold a question that can be asked: 1 rows without, the first: no chunks$/,
    );
    await refused("empty.jsonl", "", /in a known format/);
    await refused("empty.jsonl", "", /no rows$/, "chunks");
    await refused("strange.jsonl", [{ a: 1 }], /in a known format \(.*ragas.*\)/);
  });

  it("is read in the format that is named, and a misspelt name is put right", async () => {
    await refused("forced.jsonl", [own], /no row|question that can be asked/, "ragas");
    await expect(readChunkSet(write("x.jsonl", [own]), { format: "raga" })).rejects.toMatchObject({
      code: "unknown-name",
      cure: "Did you mean ragas?",
    });
    await expect(readChunkSet("no/such/file.jsonl")).rejects.toMatchObject({ code: "input-file" });
  });
});

describe("a set", () => {
  const set = gatherSet(
    [row({ id: "two" }), row({ id: "one", chunks: [chunk("a", "Vorma.")] })],
    "set",
    "f",
    [],
  );

  it("names the questions with fewer chunks than asked for", () => {
    expect(usableAt(set, 2)).toMatchObject({
      questions: [{ id: "two" }],
      flagged: [{ questionId: "one", rule: "fewer chunks than asked for", detail: "1 of 2" }],
    });
    expect(usableAt(set, 1).flagged).toEqual([]);
  });

  it("refuses more chunks than any question has", () => {
    expect(() => usableAt(set, 3)).toThrow(
      expect.objectContaining({ code: "does-not-fit", cure: "Ask for at most 2 chunks." }),
    );
  });

  it("names the chunks that are too long for a window, their titles counted", () => {
    const count = (text: string): number => text.split(" ").length;
    const chunks = [
      chunk("a", "one two three"),
      chunk("b", "one two"),
      chunk("c", "one two", { title: "a b" }),
    ];
    expect(tooLong(chunks, 3, count)).toEqual(["c"]);
    expect(tooLong(chunks, 2, count)).toEqual(["a", "c"]);
  });
});
