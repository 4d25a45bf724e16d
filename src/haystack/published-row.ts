import { z } from "zod";
import type { Needle } from "../types.ts";
import { checkRecord } from "./check-record.ts";
import type { LeftOut } from "./left-out.ts";
import type { UserRecord } from "./user-record.ts";

// Unknown fields are dropped: published rows have more of them than of text that is asked for.
const document = z.object({
  title: z.string().nullish(),
  text: z.string(),
  isgold: z.boolean(),
  hasanswer: z.boolean().nullish(),
});
const row = z.object({
  question: z.string().trim().min(1),
  answers: z.array(z.string().trim().min(1)).min(1),
  ctxs: z.array(document).min(1),
});
type Document = z.infer<typeof document>;

/** A question with its documents. */
export interface PublishedRow {
  readonly gold: Needle;
  /** Documents without the answer, in the file's order. */
  readonly others: readonly Needle[];
}

/**
 * Reads a row. What says that the file is damaged or is something else throws `input-file`: no JSON, a field that
 * is missing or of another type, a question without an answer. What real published rows have now and then is left
 * out and noted: a row without a gold document, or with several; a document beside the gold that has the answer.
 * Undefined where the row is left out.
 */
export function publishedRow(record: UserRecord, index: number, leftOut: LeftOut): PublishedRow | undefined {
  const { question, answers, ctxs } = checkRecord(record, row);
  const line = record.lineOf([]);
  const skip = (rule: string): undefined => {
    leftOut.add("row", rule, line);
  };
  const golds = ctxs.filter(({ isgold }) => isgold);
  const [gold] = golds;
  if (gold === undefined) return skip("must have a document with isgold true");
  if (golds.length > 1) return skip("must have only one document with isgold true");
  if (gold.text.trim() === "") return skip("the gold document must have a text");
  const accepted = [...new Set(answers)].filter(saysSomething);
  if (accepted.length === 0) return skip("an answer must be more than an article and marks");

  const needleOf = ({ title, text, isgold }: Document, i: number): Needle => ({
    id: `row ${index + 1}, document ${i + 1}`,
    text,
    subject: title ?? "",
    question: `Question: ${question}`,
    answers: isgold ? accepted : [],
    answerPrefix: "Answer:",
  });
  const others = ctxs.flatMap((other, i) => {
    if (other === gold) return [];
    const rule = ruleBroken(other, gold);
    if (rule === undefined) return [needleOf(other, i)];
    leftOut.add("document", rule, line);
    return [];
  });
  return { gold: needleOf(gold, ctxs.indexOf(gold)), others };
}

function ruleBroken(other: Document, gold: Document): string | undefined {
  if (other.hasanswer === true) return "hasanswer must be false beside the gold";
  if (other.text === gold.text) return "must not be the gold document again";
  return other.text.trim() === "" ? "must have a text" : undefined;
}

/** Articles and punctuation are nothing to the published scorer, which would find such an answer in any output. */
function saysSomething(answer: string): boolean {
  const words = answer.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => !["a", "an", "the"].includes(word));
}
