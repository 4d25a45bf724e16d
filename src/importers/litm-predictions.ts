import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { firstLine } from "../scorers/first-line.ts";
import { substring } from "../scorers/substring.ts";
import { endingOf } from "./ending.ts";
import { answersOf, type Fields, fieldsOf, given, numberWithin, refuse, textOf, truthOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions, OwnScore } from "./importer.ts";
import { placed } from "./litm-context.ts";
import { folderModel, modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Predictions of the lost-in-the-middle scripts: multi-document question answering, and key-value retrieval. The
 * gold document is the one marked; order and number are those of `model_documents` where the row has them, since
 * the script may have shuffled. Length is estimated from the number of documents or pairs.
 */
export const litmPredictions: Importer = {
  name: "litm-predictions",
  summary: "JSONL rows with question, answers, ctxs or ordered_kv_records, and model_answer",
  paper: "Liu et al. 2023, Lost in the Middle, arXiv:2307.03172",
  stands: "ours",
  notes: ["Lengths are estimated: 200 tokens a document, 55 a pair."],
  fits: (name) => /\.jsonl(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => {
    const row = fieldsOf(value);
    return [
      given(row, "ordered_kv_records") === undefined
        ? question(row, file, options)
        : pair(row, file, options),
    ];
  },
};

function question(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const answers = answersOf(row, "answers", "gold_answers") ?? refuse("answers", "a list", undefined);
  const text = textOf(row, "question") ?? refuse("question", "text", undefined);
  const output = textOf(row, "model_answer");
  const ours =
    output === undefined
      ? undefined
      : {
          recall: Number(bestSubspanEm(output, answers)),
          firstLine: Number(bestSubspanEm(firstLine(output), answers)),
        };
  return {
    ...answer(row, file, options, output, ours),
    task: "multi-document-qa",
    ...contextOf(row, file),
    unit: text,
    question: text,
    answers,
  };
}

function contextOf(row: Fields, file: SourceFile): Pick<Answer, "arm" | "length" | "documents" | "depth"> {
  const list = given(row, "model_documents", "ctxs") ?? [];
  if (!Array.isArray(list)) refuse("ctxs", "a list", list);
  const documents = list.map((one) => fieldsOf(one, "ctxs"));
  // What was put in front of the model goes before the name of the file.
  const unsaid = given(row, "model_documents") === undefined && /closed-?book/i.test(stemOf(file));
  if (unsaid || documents.length === 0) return { arm: "closed-book", length: 0, depth: 0 };
  const marked = documents.findIndex((one) => truthOf(one, "isgold") === true);
  const named = /gold_at_(\d+)/.exec(stemOf(file))?.[1];
  const gold = marked >= 0 ? marked : named === undefined ? -1 : Number(named);
  if (documents.length === 1) return { arm: "oracle", ...placed("documents", 1, 0) };
  if (gold < 0 || gold >= documents.length)
    refuse("ctxs", "documents with isgold at one", `${documents.length} documents`);
  return placed("documents", documents.length, gold);
}

function pair(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const records = given(row, "model_ordered_kv_records", "ordered_kv_records");
  const [key, value] = ["key", "value"].map((name) => textOf(row, name) ?? refuse(name, "text", undefined));
  if (!Array.isArray(records)) refuse("ordered_kv_records", "a list of pairs", records);
  const gold = records.findIndex((one: unknown) => Array.isArray(one) && String(one[0]) === key);
  if (gold < 0) refuse("ordered_kv_records", "pairs, one of them with the key", key);
  const output = textOf(row, "model_answer");
  const ours = output === undefined ? undefined : { recall: Number(substring(output, String(value))) };
  return {
    ...answer(row, file, options, output, ours),
    task: "kv-retrieval",
    ...placed("pairs", records.length, gold),
    unit: String(key),
    question: String(key),
    answers: [String(value)],
  };
}

function answer(
  row: Fields,
  file: SourceFile,
  options: ImportOptions,
  output: string | undefined,
  ours: OwnScore | undefined,
): Pick<Answer, "model" | "output" | "ours" | "unscored" | "published"> {
  const failed = truthOf(row, "model_answer_failed") === true;
  const metric = ["metric_best_subspan_em", "metric_accuracy"].find((name) => given(row, name) !== undefined);
  const raw = metric === undefined ? undefined : numberWithin(row, [0, 1], metric);
  return {
    model: modelOr(options, textOf(row, "model"), folderModel(file)),
    output,
    ours,
    unscored: failed
      ? { status: "failed", message: "recorded as failed" }
      : endingOf(row, output, ours?.recall === 1),
    published: raw === undefined ? undefined : { score: raw, raw },
  };
}
