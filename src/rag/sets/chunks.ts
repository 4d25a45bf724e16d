import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import type { UserRecord } from "../../haystack/user-record.ts";
import { answerList, score, words } from "./fields.ts";
import type { ChunkSetFormat } from "./format.ts";
import { gatherSet } from "./gather.ts";
import type { Row } from "./row.ts";
import { hasField, whereOf } from "./source.ts";

const id = z.union([z.string().trim().min(1), z.number().transform(String)]).nullish();
const chunk = z.strictObject({
  id,
  text: z.string(),
  title: words,
  score,
  gold: z.boolean().nullish(),
  document: words,
  index: z.int().min(0).nullish(),
  summary: words,
  partial: words,
});
const row = z.strictObject({
  id,
  question: words,
  answers: answerList,
  answerPrefix: words,
  ranked: z.boolean().nullish(),
  chunks: z.array(chunk).nullish(),
});
const FIELDS = [...new Set([...Object.keys(row.shape), ...Object.keys(chunk.shape)])];

/** This project's own: `{id, question, answers, chunks: [{id, text, title?, score?, gold?, document?, index?}]}`. */
export const chunks: ChunkSetFormat = {
  name: "chunks",
  summary:
    "one question a line: id, question, answers, chunks [{id, text, title, score, gold, document, index}]",
  recognises: (source) => hasField(source, "chunks"),
  async read(source, { byRank = true }) {
    const rows = source.records().map((record, i) => toRow(record, i, byRank));
    return gatherSet(rows, source.name, source.path, []);
  },
};

function toRow(record: UserRecord, number: number, byRank: boolean): Row {
  const found = checkRecord(record, row, FIELDS);
  const { chunks: list, question, answerPrefix, answers } = found;
  return {
    id: found.id ?? `row ${number + 1}`,
    answers,
    where: whereOf(record),
    question: question ?? "",
    ...(answerPrefix == null ? {} : { answerPrefix }),
    byRank: found.ranked ?? byRank,
    chunks: (list ?? []).map((one, i) => ({
      id: one.id ?? `chunk ${i + 1}`,
      text: one.text,
      ...(one.title == null ? {} : { title: one.title }),
      ...(one.score === undefined ? {} : { score: one.score }),
      ...(one.gold == null ? {} : { gold: one.gold }),
      ...(one.document == null ? {} : { place: { document: one.document, index: one.index ?? i } }),
      ...(one.summary == null ? {} : { summary: one.summary }),
      ...(one.partial == null ? {} : { partial: one.partial }),
    })),
  };
}
