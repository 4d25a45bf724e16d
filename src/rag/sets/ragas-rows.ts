import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import { refuseRecord } from "../../haystack/user-record.ts";
import type { ChunkSetFormat } from "./index.ts";

const words = z.string().trim().min(1);
const texts = z.array(z.string());
const older = z.object({
  question: words,
  contexts: texts,
  ground_truth: words.nullish(),
  ground_truths: z.array(words).nullish(),
});
const newer = z.object({ user_input: words, retrieved_contexts: texts, reference: words.nullish() });

/**
 * Rows of RAGAS: contexts as the retriever ranked them, and a ground truth whose chunk is found by looking for it. Both
 * generations of names are read.
 */
export const ragasRows: ChunkSetFormat = {
  name: "ragas",
  summary: "question, contexts, ground_truth; or user_input, retrieved_contexts, reference",
  fields: [],
  read(record, index) {
    const value = record.value as object;
    const id = `row ${index + 1}`;
    const ranked = (contexts: readonly string[]) =>
      contexts.map((text, i) => ({ id: `context ${i + 1}`, text }));
    if ("contexts" in value) {
      const { question, contexts, ground_truth, ground_truths } = checkRecord(record, older);
      const answers = ground_truths ?? (ground_truth == null ? [] : [ground_truth]);
      return { id, question, answers, chunks: ranked(contexts), ranked: true };
    }
    if ("retrieved_contexts" in value) {
      const { user_input, retrieved_contexts, reference } = checkRecord(record, newer);
      const answers = reference == null ? [] : [reference];
      return { id, question: user_input, answers, chunks: ranked(retrieved_contexts), ranked: true };
    }
    throw refuseRecord(record, [], "chunks, ctxs, contexts or retrieved_contexts", value);
  },
};
