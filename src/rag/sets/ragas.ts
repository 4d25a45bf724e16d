import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import { refuseRecord, type UserRecord } from "../../haystack/user-record.ts";
import { answerList, words } from "./fields.ts";
import type { ChunkSetFormat } from "./format.ts";
import { gatherSet } from "./gather.ts";
import { listCell } from "./list-cell.ts";
import type { Row } from "./row.ts";
import { hasField, whereOf } from "./source.ts";

const texts = z.union([z.string(), z.array(z.string())]).nullish();
// Other fields are the answers and scores of an evaluation: they say nothing of the question.
const row = z.object({
  question: words,
  user_input: words,
  contexts: texts,
  retrieved_contexts: texts,
  ground_truth: answerList,
  ground_truths: answerList,
  reference: answerList,
  reference_contexts: texts,
});
type Fields = z.infer<typeof row>;

/**
 * Rows for an evaluation with RAGAS, by the older or the newer names of its fields, as JSON lines, a JSON array or
 * CSV. They do not say which chunk is gold: it is the one that equals a reference context, or else states the answer.
 */
export const ragas: ChunkSetFormat = {
  name: "ragas",
  summary:
    "RAGAS rows (.jsonl, .json, .csv): question, contexts, ground_truth, or user_input, retrieved_contexts, reference",
  recognises: (source) => hasField(source, "contexts", "retrieved_contexts"),
  async read(source, { byRank = true }) {
    const rows = source.records().map((record, i) => toRow(record, i, byRank));
    return gatherSet(rows, source.name, source.path, []);
  },
};

function toRow(record: UserRecord, index: number, byRank: boolean): Row {
  const fields = checkRecord(record, row);
  const list = (name: keyof Fields & `${string}contexts`): readonly string[] | undefined => {
    const value = fields[name];
    if (value == null) return undefined;
    const found = typeof value === "string" ? listCell(value) : value;
    if (found === undefined)
      throw refuseRecord(record, [name], "must be a list, as JSON or as Python writes it", value);
    return found;
  };
  const contexts = list("retrieved_contexts") ?? list("contexts") ?? [];
  const references = new Set(list("reference_contexts")?.map((text) => text.trim()));
  const known = contexts.some((text) => references.has(text.trim()));
  return {
    id: `row ${index + 1}`,
    where: whereOf(record),
    question: fields.user_input ?? fields.question ?? "",
    answers:
      [fields.reference, fields.ground_truth, fields.ground_truths].find(({ length }) => length > 0) ?? [],
    byRank,
    chunks: contexts.map((text, i) => ({
      id: `context ${i + 1}`,
      text,
      ...(known ? { gold: references.has(text.trim()) } : {}),
    })),
  };
}
