import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import type { UserRecord } from "../../haystack/user-record.ts";
import { answerList, score, words } from "./fields.ts";
import type { ChunkSetFormat } from "./format.ts";
import { gatherSet } from "./gather.ts";
import type { Row } from "./row.ts";
import { hasField, whereOf } from "./source.ts";

// Unknown fields are dropped: published rows have more of them than of text that is asked for.
const document = z.object({
  id: z.union([z.string(), z.number().transform(String)]).nullish(),
  title: words,
  text: z.string(),
  score,
  isgold: z.boolean().nullish(),
  original_retrieval_index: z.int().nullish(),
});
const row = z.object({ question: words, answers: answerList, ctxs: z.array(document).nullish() });
type Document = z.infer<typeof document>;

/**
 * The files of Liu et al. 2024. Their gold document was moved or put in, so the order of a row is no ranking:
 * `original_retrieval_index` is, and the scores are where it is missing.
 */
export const lostInTheMiddle: ChunkSetFormat = {
  name: "lost-in-the-middle",
  summary: "files of Liu et al. 2024 (.jsonl.gz): question, answers, ctxs [{title, text, score, isgold}]",
  recognises: (source) => hasField(source, "ctxs"),
  async read(source, { byRank = false }) {
    const rows = source.records().map((record, i) => toRow(record, i, byRank));
    return gatherSet(rows, source.name, source.path, []);
  },
};

function toRow(record: UserRecord, index: number, byRank: boolean): Row {
  const { question, answers, ctxs } = checkRecord(record, row);
  const documents = ctxs ?? [];
  const points = pointsOf(documents);
  return {
    id: `row ${index + 1}`,
    where: whereOf(record),
    // As multi-document-qa words them, and the paper.
    question: question == null || question.trim() === "" ? "" : `Question: ${question.trim()}`,
    answerPrefix: "Answer:",
    answers,
    byRank,
    chunks: documents.map(({ id, title, text, isgold }, i) => ({
      id: id ?? `document ${i + 1}`,
      text,
      ...(title == null ? {} : { title }),
      ...(points[i] === undefined ? {} : { score: points[i] }),
      ...(isgold == null ? {} : { gold: isgold }),
    })),
  };
}

/** The ranks with their sign turned where all are there, else the scores: the two never stand side by side. */
function pointsOf(documents: readonly Document[]): readonly (number | undefined)[] {
  const scores = documents.map((found) => found.score);
  const ranks = documents.map(({ original_retrieval_index: rank }) =>
    rank == null || rank < 0 ? undefined : -rank,
  );
  return ranks.includes(undefined) ? scores : ranks;
}
