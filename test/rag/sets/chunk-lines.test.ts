import { expect, it } from "vitest";
import { chunkLines } from "../../../src/rag/sets/chunk-lines.ts";
import { readChunkSet } from "../../../src/rag/sets/index.ts";
import { testFolder } from "./files.ts";

const { write } = testFolder();

it("a set that is written is read as it was: questions, ranks, places, version", async () => {
  const { questions } = await readChunkSet(undefined, { synthetic: { questions: 20 } });
  const again = await readChunkSet(write("invented.jsonl", chunkLines(questions)));
  expect(again.questions).toEqual(questions);
  const twice = await readChunkSet(write("twice.jsonl", chunkLines(again.questions)));
  expect(twice.version).toBe(again.version);
});

it("what is not ranked stays so", async () => {
  const ctxs = [
    { title: "a", text: "Vorma.", isgold: true },
    { title: "b", text: "Nobody.", isgold: false },
  ];
  const { questions } = await readChunkSet(
    write("nq.jsonl", [{ question: "who", answers: ["Vorma"], ctxs }]),
  );
  const again = await readChunkSet(write("again.jsonl", chunkLines(questions)));
  expect(again.questions).toEqual(questions);
  expect(again.questions[0]?.ranked).toBe(false);
});
