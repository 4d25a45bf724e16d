import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import type { Chunk } from "../../types.ts";
import type { ChunkSetFormat } from "./index.ts";

const document = z.object({
  id: z.string().nullish(),
  title: z.string().nullish(),
  text: z.string(),
  isgold: z.boolean().nullish(),
  original_retrieval_index: z.number().nullish(),
});
const row = z.object({
  question: z.string().trim().min(1),
  answers: z.array(z.string().trim().min(1)),
  ctxs: z.array(document),
});

/**
 * Rows as Liu et al. (2024) published theirs. Their gold document stands where an experiment wants it, so ranks follow
 * `original_retrieval_index` where every document has one; without it they are not ranked.
 */
export const litmRows: ChunkSetFormat = {
  name: "lost-in-the-middle",
  summary: "question, answers, ctxs: [{title, text, isgold, original_retrieval_index}]",
  fields: ["question", "ctxs"],
  read(record, index) {
    const { question, answers, ctxs } = checkRecord(record, row);
    const ranked = ctxs.every((one) => one.original_retrieval_index != null);
    const order = ranked
      ? [...ctxs].sort((a, b) => (a.original_retrieval_index ?? 0) - (b.original_retrieval_index ?? 0))
      : ctxs;
    return {
      id: `row ${index + 1}`,
      question: `Question: ${question}`,
      answers,
      answerPrefix: "Answer:",
      ranked,
      chunks: order.map(
        (one, i): Chunk => ({
          id: one.id ?? `document ${i + 1}`,
          text: one.text,
          ...(one.title == null ? {} : { title: one.title }),
          ...(one.isgold == null ? {} : { gold: one.isgold }),
        }),
      ),
    };
  },
};
