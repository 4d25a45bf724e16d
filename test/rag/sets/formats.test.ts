import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readChunkSet } from "../../../src/rag/sets/index.ts";
import { packageRoot } from "../../../src/root.ts";
import type { ChunkQuestion, Embedder } from "../../../src/types.ts";
import { testFolder } from "./files.ts";

const { path: folder, write } = testFolder();
const ids = ({ chunks }: ChunkQuestion): readonly string[] => chunks.map(({ id }) => id);
const golds = ({ chunks }: ChunkQuestion): readonly string[] =>
  chunks.filter(({ gold }) => gold).map(({ id }) => id);
const only = <T>([first, ...rest]: readonly T[]): T => {
  expect(rest).toEqual([]);
  return first as T;
};

describe("own lines", () => {
  const ROW = {
    id: "q1",
    question: "Who keeps the mill?",
    answers: ["Vorma"],
    chunks: [
      { id: "b", text: "The mill is old.", score: 0.2, title: "Mill" },
      { id: "a", text: "Vorma keeps the mill.", score: 0.9, gold: true, document: "book", index: 4 },
    ],
  };

  it("are put in the order of their scores; all else is as given", async () => {
    const set = await readChunkSet(write("own.jsonl", [ROW]));
    expect(set).toMatchObject({ name: "file:own.jsonl", flagged: [] });
    expect(only(set.questions)).toEqual({
      id: "q1",
      question: "Who keeps the mill?",
      answers: ["Vorma"],
      ranked: true,
      chunks: [
        {
          id: "a",
          text: "Vorma keeps the mill.",
          score: 0.9,
          gold: true,
          place: { document: "book", index: 4 },
        },
        { id: "b", text: "The mill is old.", score: 0.2, title: "Mill", gold: false },
      ],
    });
  });

  it("read the same packed, and another text is another version", async () => {
    const plain = await readChunkSet(write("same.jsonl", [ROW]));
    const packed = await readChunkSet(write("same.jsonl.gz", gzipSync(JSON.stringify(ROW))));
    expect(packed.questions).toEqual(plain.questions);
    expect(packed.version).toBe(plain.version);
    const other = await readChunkSet(write("other.jsonl", [{ ...ROW, question: "Who?" }]));
    expect(other.version).not.toBe(plain.version);
  });

  it("of the example can be copied", async () => {
    const set = await readChunkSet(join(packageRoot(), "datasets/rag/example.jsonl"));
    expect(set.flagged).toEqual([]);
    expect(set.questions.map(({ id }) => id)).toEqual(["mill", "ferry", "bell"]);
    expect(set.questions.map(({ chunks }) => chunks.findIndex(({ gold }) => gold))).toEqual([1, 0, 1]);
  });

  it("without scores count as ranked as they stand, unless they say otherwise", async () => {
    const bare = { ...ROW, chunks: ROW.chunks.map(({ score: _, ...chunk }) => chunk) };
    const file = write("bare.jsonl", [bare]);
    const set = await readChunkSet(file);
    expect(only(set.questions)).toMatchObject({ ranked: true });
    expect(ids(only(set.questions))).toEqual(["b", "a"]);
    expect(set.flagged).toEqual([]);
    expect(set.notes).toContain("1 questions without scores count as ranked as they stand");
    const unranked = await readChunkSet(write("unranked.jsonl", [{ ...bare, ranked: false }]));
    expect(only(unranked.questions)).toMatchObject({ ranked: false });
    expect(unranked.flagged).toMatchObject([{ rule: "its chunks have no scores and are not ranked" }]);
  });
});

describe("the published files", () => {
  const document = (id: string, text: string, more: object) => ({
    id,
    title: id,
    text,
    hasanswer: false,
    ...more,
  });

  it("rank by the retrieval's index, not by where the gold was put", async () => {
    const row = {
      question: "who keeps the mill",
      answers: ["Vorma", "Vorma Ashdale"],
      ctxs: [
        document("1", "The mill is old.", { score: "1.01", isgold: false, original_retrieval_index: 1 }),
        document("2", "Vorma keeps it.", { score: "0.97", isgold: true, original_retrieval_index: 2 }),
        document("3", "The mill burned.", { score: "1.05", isgold: false, original_retrieval_index: 0 }),
      ],
      nq_annotated_gold: { title: "Mill" },
    };
    const question = only(
      (await readChunkSet(write("nq.jsonl.gz", gzipSync(JSON.stringify(row))))).questions,
    );
    expect(ids(question)).toEqual(["3", "1", "2"]);
    expect(golds(question)).toEqual(["2"]);
    expect(question).toMatchObject({
      id: "row 1",
      ranked: true,
      question: "Question: who keeps the mill",
      answerPrefix: "Answer:",
    });
  });

  it("rank by their scores, which are strings, where an index is missing; never by both", async () => {
    const row = (gold: object) => ({
      question: "who keeps the mill",
      answers: ["Vorma"],
      ctxs: [
        document("1", "Vorma keeps it.", { isgold: true, original_retrieval_index: null, ...gold }),
        document("2", "The mill is old.", { score: "0.4", isgold: false, original_retrieval_index: 0 }),
      ],
    });
    const set = await readChunkSet(write("nq.jsonl", [row({ score: "0.3" }), row({ score: null })]));
    expect(set.questions.map(({ ranked }) => ranked)).toEqual([true, false]);
    expect(ids(set.questions[0] as ChunkQuestion)).toEqual(["2", "1"]);
    expect(set.flagged).toEqual([
      {
        questionId: "row 2",
        rule: "a chunk without a score; its chunks are not ranked",
        detail: "1",
      },
    ]);
  });
});

describe("RAGAS rows", () => {
  const CONTEXTS = ['The mill\'s wheel is "old".', "It is kept by Vorma Ashdale,\nsince spring."];
  const EXPECTED = { question: "Who keeps it?", answers: ["Vorma Ashdale"], ranked: true };
  const python = `['The mill\\'s wheel is "old".', "It is kept by Vorma Ashdale,\\nsince spring."]`;
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

  it.each([
    [
      "older names",
      "old.jsonl",
      [{ question: "Who keeps it?", contexts: CONTEXTS, ground_truth: "Vorma Ashdale" }],
    ],
    [
      "a list of truths",
      "list.jsonl",
      [{ question: "Who keeps it?", contexts: CONTEXTS, ground_truths: ["Vorma Ashdale"] }],
    ],
    [
      "newer names, a JSON array",
      "new.json",
      JSON.stringify([
        {
          user_input: "Who keeps it?",
          retrieved_contexts: CONTEXTS,
          reference: "Vorma Ashdale",
          response: "?",
        },
      ]),
    ],
    [
      "CSV with Python's list",
      "python.csv",
      `user_input,retrieved_contexts,reference,faithfulness\nWho keeps it?,${quoted(python)},Vorma Ashdale,0.5\n`,
    ],
    [
      "CSV with JSON's list",
      "json.csv",
      `question,contexts,ground_truth\nWho keeps it?,${quoted(JSON.stringify(CONTEXTS))},Vorma Ashdale\n`,
    ],
  ])("%s: the gold chunk is the one that states the answer", async (_, name, content) => {
    const question = only((await readChunkSet(write(name, content))).questions);
    expect(question).toMatchObject(EXPECTED);
    expect(question.chunks.map(({ text }) => text)).toEqual(CONTEXTS);
    expect(golds(question)).toEqual(["context 2"]);
  });

  it("a reference context says which is gold, whatever the answer", async () => {
    const row = {
      user_input: "Who keeps it?",
      retrieved_contexts: CONTEXTS,
      reference_contexts: [CONTEXTS[0]],
      reference: "somebody",
    };
    const set = await readChunkSet(write("ref.jsonl", [row]));
    expect(golds(only(set.questions))).toEqual(["context 1"]);
  });

  it("a cell that is no list is refused with its line", async () => {
    const file = write("bad.csv", "question,contexts,ground_truth\nWho?,the mill,Vorma\n");
    await expect(readChunkSet(file)).rejects.toMatchObject({
      code: "input-file",
      message: `${file}:2: contexts; must be a list, as JSON or as Python writes it: "the mill"`,
    });
  });
});

describe("a BEIR folder", () => {
  const beir = (name: string, more: Readonly<Record<string, unknown>> = {}): string => {
    const files: Readonly<Record<string, unknown>> = {
      "corpus.jsonl": [
        { _id: "d1", title: "Mill", text: "An old wheel turns." },
        { _id: "d2", title: "", text: "Vorma keeps the mill and its wheel." },
        { _id: "d3", text: "Ships sail." },
      ],
      "queries.jsonl": [
        { _id: "1", text: "Who keeps the mill?" },
        { _id: "2", text: "What can sail?" },
        { _id: "3", text: "Who keeps the ships?" },
      ],
      "answers.jsonl": [
        { id: "1", answers: ["Vorma"] },
        { id: "2", answers: "Ships" },
      ],
      "qrels/test.tsv": "query-id\tcorpus-id\tscore\n1\td2\t1\n1\td1\t0\n2\td3\t2\n",
      ...more,
    };
    for (const [file, content] of Object.entries(files)) write(`${name}/${file}`, content);
    return `${folder}/${name}`;
  };

  it("is ranked by BM25 over title and text, gold by the judgements above 0", async () => {
    const set = await readChunkSet(beir("plain"));
    const [first, second] = set.questions as readonly [ChunkQuestion, ChunkQuestion];
    expect(ids(first)).toEqual(["d2", "d1"]);
    expect(golds(first)).toEqual(["d2"]);
    expect(first).toMatchObject({
      id: "1",
      ranked: true,
      answers: ["Vorma"],
      chunks: [{}, { title: "Mill" }],
    });
    expect(ids(second)).toEqual(["d3"]);
    expect(set.notes[1]).toContain("BM25");
  });

  it("asks only what is judged, and flags the rest", async () => {
    const set = await readChunkSet(
      beir("judged", {
        "queries.jsonl": [
          { _id: "1", text: "mill" },
          { _id: "2", text: "ships" },
          { _id: "9", text: "mill" },
        ],
        "answers.jsonl": [{ id: "1", answers: "Vorma" }],
      }),
    );
    expect(set.questions.map(({ id }) => id)).toEqual(["1"]);
    expect(set.flagged).toContainEqual({ questionId: "9", rule: "no relevant document is named for it" });
    expect(set.flagged).toContainEqual({
      questionId: "2",
      rule: "no answers, only gold chunks: nothing could be judged",
    });
  });

  it("takes answers, a run file and a depth", async () => {
    const path = beir("run");
    const answers = write("others.jsonl", [
      { id: "1", answers: ["Kirdin"] },
      { id: "2", answers: "Ships" },
    ]);
    const run = write("run.trec", "1 Q0 d3 2 4.5 x\n1 Q0 d2 1 3.5 x\n1 Q0 d1 3 9 x\n2 Q0 d3 1 1 x\n");
    const set = await readChunkSet(path, { answers, run, depth: 2 });
    expect(set.questions.map(ids)).toEqual([["d1", "d3"], ["d3"]]);
    expect(set.questions.map((question) => question.answers)).toEqual([["Kirdin"], ["Ships"]]);
    expect(set.flagged).toContainEqual({
      questionId: "1",
      rule: "no chunk holds the answer; asked all the same, as in use",
    });
  });

  it("is ranked by embeddings where there is an embedder", async () => {
    const embed: Embedder = async (texts) =>
      texts.map((text) =>
        Float32Array.of(/Ships|ships|sail/.test(text) ? 1 : 0.01, /mill|Mill/.test(text) ? 1 : 0.01),
      );
    const set = await readChunkSet(beir("embedded"), { embed });
    expect(set.questions.map(({ chunks }) => chunks[0]?.id)).toEqual(["d1", "d3"]);
    expect(set.notes[1]).toContain("embeddings");
  });

  it("refuses a split that is not there, a damaged judgement, a run of another corpus", async () => {
    await expect(readChunkSet(beir("split"), { split: "dev" })).rejects.toThrow(/qrels\/dev\.tsv: test$/);
    await expect(
      readChunkSet(beir("damaged", { "qrels/test.tsv": "query-id\tcorpus-id\tscore\n1\td2\tyes\n" })),
    ).rejects.toThrow(/test\.tsv:2: score; must be a number: yes$/);
    const run = write("other.trec", "1 Q0 elsewhere 1 3.5 x\n");
    await expect(readChunkSet(beir("other"), { run })).rejects.toThrow(
      /must name documents of the corpus: elsewhere$/,
    );
  });
});

describe("a folder of documents", () => {
  const documents = (name: string, questions = true): string => {
    write(`${name}/a.md`, "# The mill\n\nThe mill is old. Vorma keeps the mill. It has a wheel.");
    write(
      `${name}/sub/b.html`,
      "<html><body><p>Ships sail in spring.</p><p>Kirdin builds them.</p></body></html>",
    );
    if (questions)
      write(`${name}/questions.jsonl`, [{ question: "Who keeps the mill?", answers: ["Vorma"] }]);
    return `${folder}/${name}`;
  };

  it("is cut and ranked; the gold chunk is found by the answer; the file of questions is no document", async () => {
    const path = documents("texts");
    const set = await readChunkSet(path, { questions: `${path}/questions.jsonl`, chunkTokens: 12 });
    const question = only(set.questions);
    expect(golds(question)).toHaveLength(1);
    expect(question.chunks[0]).toMatchObject({
      text: expect.stringContaining("Vorma keeps the mill."),
      gold: true,
    });
    expect(question.chunks[0]?.place?.document).toBe("a.md");
    expect(set.notes[1]).toMatch(
      /^2 documents cut into \d chunks of whole sentences, at most 12 words and marks, 0 shared\.$/,
    );
  });

  it.each([
    ["q.csv", "question,answers\nWho builds ships?,Kirdin | a Kirdin\n"],
    ["q.yaml", "questions:\n  - question: Who builds ships?\n    answers: [Kirdin, a Kirdin]\n"],
  ])("takes questions from %s", async (name, content) => {
    const set = await readChunkSet(documents("named", false), { questions: write(name, content) });
    expect(only(set.questions).answers).toEqual(["Kirdin", "a Kirdin"]);
  });

  it("says that gold is absent where the answer stands in a chunk that was not found", async () => {
    const questions = write("miss.jsonl", [
      { id: "m", question: "What about the mill?", answers: ["Kirdin"] },
    ]);
    const set = await readChunkSet(documents("missed", false), { questions, chunkTokens: 12 });
    expect(set.flagged).toEqual([
      { questionId: "m", rule: "no chunk holds the answer; asked all the same, as in use" },
    ]);
  });

  it("wants questions, and a sensible size", async () => {
    const path = documents("refused");
    await expect(readChunkSet(path)).rejects.toMatchObject({
      code: "input-file",
      cure: expect.stringContaining("--asked"),
    });
    const questions = `${path}/questions.jsonl`;
    await expect(readChunkSet(path, { questions, chunkTokens: 20, overlapTokens: 20 })).rejects.toMatchObject(
      {
        code: "usage",
      },
    );
  });
});
