import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { standsIn } from "../../src/haystack/stands-in.ts";
import { readChunkSet } from "../../src/rag/sets/index.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-chunks-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function read(rows: readonly unknown[], name = "set.jsonl") {
  const path = join(root, name);
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  return readChunkSet(path);
}

const chunk = (id: string, text: string, more: object = {}) => ({ id, text, ...more });

describe("readChunkSet", () => {
  it("reads rows of its own, best score first", () => {
    const { questions, flagged, name } = read([
      {
        id: "q1",
        question: "Where?",
        answers: ["Ulm"],
        chunks: [chunk("a", "In Ulm.", { score: 0.4, gold: true }), chunk("b", "Elsewhere.", { score: 0.9 })],
      },
    ]);
    expect(name).toBe("file:set.jsonl");
    expect(flagged).toEqual([]);
    expect(questions[0]?.chunks.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(questions[0]?.ranked).toBe(true);
  });

  it("reads published rows, ranked by their retrieval index where they have one", () => {
    const ctxs = [
      { title: "A", text: "In Ulm.", isgold: true, original_retrieval_index: 3 },
      { title: "B", text: "Elsewhere.", isgold: false, original_retrieval_index: 0 },
    ];
    const { questions } = read([{ question: "Where", answers: ["Ulm"], ctxs }]);
    expect(questions[0]?.chunks.map(({ title }) => title)).toEqual(["B", "A"]);
    const plain = read([
      {
        question: "Where",
        answers: ["Ulm"],
        ctxs: ctxs.map(({ original_retrieval_index: _, ...rest }) => rest),
      },
    ]);
    expect(plain.questions[0]?.ranked).toBe(false);
    expect(plain.flagged.map(({ rule }) => rule)).toEqual([expect.stringContaining("not ranked")]);
  });

  it.each([
    [{ question: "Where?", contexts: ["Elsewhere.", "In Ulm."], ground_truth: "Ulm" }],
    [{ user_input: "Where?", retrieved_contexts: ["Elsewhere.", "In Ulm."], reference: "Ulm" }],
  ])("finds the gold of RAGAS rows by their answer: %o", (row) => {
    const { questions } = read([row]);
    expect(questions[0]?.chunks.map(({ gold }) => gold)).toEqual([false, true]);
  });

  it("reads a JSON array as it reads lines", () => {
    const path = join(root, "array.json");
    writeFileSync(path, JSON.stringify([{ question: "Where?", contexts: ["In Ulm."], ground_truth: "Ulm" }]));
    expect(readChunkSet(path).questions).toHaveLength(1);
  });

  it.each([
    ["no answer", { question: "q", chunks: [chunk("a", "x")] }, 0, /no answer is given/],
    ["no chunk", { question: "q", answers: ["x"], chunks: [] }, 0, /no chunk is given/],
    [
      "gold absent",
      { question: "q", answers: ["x"], chunks: [chunk("a", "y")] },
      1,
      /no chunk holds the answer/,
    ],
    [
      "several golds",
      { question: "q", answers: ["x"], chunks: [chunk("a", "x 1"), chunk("b", "x 2")] },
      1,
      /several chunks/,
    ],
    [
      "twice",
      { question: "q", answers: ["x"], chunks: [chunk("a", "x"), chunk("a", "y")] },
      1,
      /comes twice/,
    ],
    [
      "some scores",
      { question: "q", answers: ["x"], chunks: [chunk("a", "x", { score: 1 }), chunk("b", "y")] },
      1,
      /not ranked/,
    ],
    [
      "a leak",
      { question: "q", answers: ["x"], chunks: [chunk("a", "x", { gold: true }), chunk("b", "an x")] },
      1,
      /not gold/,
    ],
  ])("flags by id: %s", (_, row, kept, rule) => {
    const set = read([{ id: "odd", ...row }]);
    expect(set.questions).toHaveLength(kept);
    expect(set.flagged).toContainEqual({ questionId: "odd", rule: expect.stringMatching(rule) });
    expect(set.notes.some((note) => note.includes("odd"))).toBe(true);
  });

  it.each([
    ["a field that is missing", { answers: ["x"], chunks: [] }, /question; must be given/],
    ["an unknown field of a row", { query: "q" }, /query; unknown field/],
    ["a field of another type", { question: "q", answers: ["x"], chunks: "x" }, /chunks/],
    [
      "an unknown field",
      { question: "q", answers: ["x"], chunks: [{ text: "x", scores: 1 }] },
      /unknown field/,
    ],
  ])("refuses %s with its line", (_, row, message) => {
    expect(() => read([{ question: "q", answers: ["x"], chunks: [chunk("a", "x")] }, row])).toThrow(message);
    expect(() => read([{ question: "q", answers: ["x"], chunks: [chunk("a", "x")] }, row])).toThrow(/:2:/);
  });

  it("refuses rows of no known kind, naming those it knows", () => {
    expect(() => read([{ query: "q" }])).toThrow(/chunks, ctxs, contexts or retrieved_contexts/);
  });

  it("refuses ids that come twice", () => {
    const row = { id: "q", question: "q", answers: ["x"], chunks: [chunk("a", "x")] };
    expect(() => read([row, row])).toThrow(/an id of its own/);
  });

  it("loses no row: each is a question or a flag names it", () => {
    const text = fc.constantFrom("", "x", "y", "an x");
    const rows = fc.array(
      fc.record({
        question: fc.constantFrom("q", "r"),
        answers: fc.array(fc.constantFrom("x", "z"), { maxLength: 2 }),
        chunks: fc.array(fc.record({ text, gold: fc.boolean() }), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const set = read(given.map((row, i) => ({ id: `q${i}`, ...row })));
        const known = new Set([
          ...set.questions.map(({ id }) => id),
          ...set.flagged.map(({ questionId }) => questionId),
        ]);
        expect(known.size).toBe(given.length);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe("the invented set", () => {
  const { questions, flagged } = readChunkSet(undefined, { questions: 600 });
  const rankOf = ({ chunks }: (typeof questions)[number]) =>
    chunks.findIndex(({ gold }) => gold === true) + 1;
  const share = (holds: (rank: number) => boolean) =>
    questions.filter((question) => holds(rankOf(question))).length / questions.length;

  it("has a retriever's errors: first in 60 %, within five in 85 %, absent in 5 %", () => {
    expect(share((rank) => rank === 1)).toBeCloseTo(0.6, 1);
    expect(share((rank) => rank >= 1 && rank <= 5)).toBeCloseTo(0.85, 1);
    expect(Math.abs(share((rank) => rank === 0) - 0.05)).toBeLessThan(0.025);
    expect(flagged).toHaveLength(questions.filter((question) => rankOf(question) === 0).length);
  });

  it("states the answer in the gold chunk and in no other, with scores that fall", () => {
    for (const { chunks, answers } of questions.slice(0, 100)) {
      for (const { gold, text } of chunks)
        expect(answers.some((answer) => standsIn(answer, text))).toBe(gold);
      const scores = chunks.map(({ score }) => score ?? 0);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it("is the same for the same seed", () => {
    expect(readChunkSet(undefined, { questions: 3 })).toEqual(readChunkSet(undefined, { questions: 3 }));
  });
});
