import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import type { Chunk } from "../../types.ts";
import type { ChunkSetFormat } from "./index.ts";

const words = z.string().trim().min(1);
const chunk = z.strictObject({
  id: words.nullish(),
  text: z.string(),
  title: z.string().nullish(),
  score: z.number().nullish(),
  gold: z.boolean().nullish(),
  document: words.nullish(),
  index: z.number().nullish(),
});
const row = z.strictObject({
  id: words.nullish(),
  question: words,
  answers: z.union([words.transform((answer) => [answer]), z.array(words)]).nullish(),
  answerPrefix: words.nullish(),
  chunks: z.array(chunk),
});
const FIELDS = [...new Set([...Object.keys(row.shape), ...Object.keys(chunk.shape)])];

/**
 * `{id, question, answers, chunks: [{id, text, title?, score?, gold?, document?, index?}]}`. With a score at every chunk
 * they are ranked by it; without any they are taken as ranked as they stand; with some only, they are not ranked.
 */
export const ownRows: ChunkSetFormat = {
  name: "midspan",
  summary: "question, answers, chunks: [{id, text, title, score, gold, document, index}]",
  fields: ["question", "chunks"],
  read(record, index) {
    const read = checkRecord(record, row, FIELDS);
    const chunks = read.chunks.map(
      (one, i): Chunk => ({
        id: one.id ?? `chunk ${i + 1}`,
        text: one.text,
        ...(one.title == null ? {} : { title: one.title }),
        ...(one.score == null ? {} : { score: one.score }),
        ...(one.gold == null ? {} : { gold: one.gold }),
        ...(one.document == null ? {} : { place: { document: one.document, index: one.index ?? i } }),
      }),
    );
    const scored = chunks.filter(({ score }) => score !== undefined).length;
    return {
      id: read.id ?? `row ${index + 1}`,
      question: read.question,
      answers: read.answers ?? [],
      ...(read.answerPrefix == null ? {} : { answerPrefix: read.answerPrefix }),
      chunks: scored === chunks.length ? [...chunks].sort((a, b) => (b.score ?? 0) - (a.score ?? 0)) : chunks,
      ranked: scored === 0 || scored === chunks.length,
    };
  },
};
