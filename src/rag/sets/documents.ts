import { relative } from "node:path";
import { z } from "zod";
import { MidspanError } from "../../errors.ts";
import { checkRecord } from "../../haystack/check-record.ts";
import { refuseFile } from "../../haystack/user-file.ts";
import { readUserRecords } from "../../haystack/user-records.ts";
import { readUserTexts } from "../../haystack/user-text.ts";
import { createWordTokenizer } from "../../tokens.ts";
import type { Chunk } from "../../types.ts";
import { cutChunks } from "../chunking.ts";
import { retrieve } from "../retrieval/retrieve.ts";
import { statesAnswer } from "../states-answer.ts";
import { answerList, words } from "./fields.ts";
import type { ChunkSetFormat } from "./format.ts";
import { gatherSet } from "./gather.ts";
import { CHUNK_TOKENS, type ChunkSetOptions, DEPTH, OVERLAP_TOKENS } from "./options.ts";
import type { Row } from "./row.ts";
import { whereOf } from "./source.ts";

const row = z.strictObject({
  id: z.union([z.string(), z.number().transform(String)]).nullish(),
  question: words,
  answers: answerList,
});
const FIELDS = Object.keys(row.shape);

/** A folder of texts, cut and ranked here, with a file of questions and their answers. */
export const documents: ChunkSetFormat = {
  name: "documents",
  summary: "a folder of .txt, .md, .html, .jsonl with a file of questions and answers; cut and ranked here",
  recognises: ({ folder }, { questions }) => folder || questions !== undefined,
  async read({ path, name }, options) {
    const { questions, depth = DEPTH } = options;
    if (questions === undefined)
      throw refuseFile(
        path,
        "chunks",
        "a BEIR folder, or documents with a file of questions",
        "no questions",
        QUESTIONS,
      );
    const asked = readUserRecords(questions, "questions").records.map(
      (record) => [record, checkRecord(record, row, FIELDS)] as const,
    );
    const { chunks, note } = cutAll(path, questions, options);
    const ranked = await retrieve(
      asked.map(([, { question }]) => question ?? ""),
      chunks.map(({ text }) => text),
      depth,
      options.embed,
    );
    const rows = asked.map(
      ([record, { id, question, answers }], i): Row => ({
        id: id ?? `question ${i + 1}`,
        where: whereOf(record),
        question: question ?? "",
        answers,
        byRank: true,
        chunks: missed(
          (ranked.hits[i] ?? []).map(({ index, score }) => ({ ...(chunks[index] as Chunk), score })),
          answers,
          chunks,
        ),
      }),
    );
    return gatherSet(rows, name, path, [note, ranked.note]);
  },
};

const QUESTIONS = "Name a .jsonl, .csv or .yaml file of {question, answers}: --asked FILE.";

/** An answer that stands in a chunk which was not found: then none of those that were is gold. */
function missed(
  found: readonly Chunk[],
  answers: readonly string[],
  all: readonly Chunk[],
): readonly Chunk[] {
  const states = ({ text }: Chunk): boolean => statesAnswer(text, answers);
  if (answers.length === 0 || found.some(states) || !all.some(states)) return found;
  return found.map((chunk) => ({ ...chunk, gold: false }));
}

function cutAll(
  path: string,
  questions: string,
  { chunkTokens: tokens = CHUNK_TOKENS, overlapTokens: overlap = OVERLAP_TOKENS, count }: ChunkSetOptions,
): { readonly chunks: readonly Chunk[]; readonly note: string } {
  if (!Number.isInteger(tokens) || tokens < 8)
    throw new MidspanError("usage", `chunk tokens; a whole number, at least 8: ${tokens}`);
  if (!Number.isInteger(overlap) || overlap < 0 || overlap >= tokens)
    throw new MidspanError("usage", `overlap tokens; 0 to ${tokens - 1}: ${overlap}`);
  const counted = count ?? createWordTokenizer().count;
  const texts = readUserTexts(path, "text", "documents", questions);
  const chunks = texts.flatMap((file) => {
    const document = relative(path, file.path) || file.path;
    return cutChunks(file.text, { tokens, overlap }, counted).map(
      (text, index): Chunk => ({
        id: `${document}#${index + 1}`,
        text,
        title: document,
        place: { document, index },
      }),
    );
  });
  const by = count === undefined ? "words and marks" : "tokens";
  const note = `${texts.length} documents cut into ${chunks.length} chunks of whole sentences, at most ${tokens} ${by}, ${overlap} shared.`;
  return { chunks, note };
}
