import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { endingOf } from "./ending.ts";
import {
  answersOf,
  type Fields,
  fieldsOf,
  given,
  numberOf,
  numberWithin,
  refuse,
  textOf,
  truthOf,
} from "./fields.ts";
import type { Answer, Importer } from "./importer.ts";
import { placed } from "./litm-context.ts";
import { folderModel, modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Lost in the middle, measured again on models of 2026: one row an answer. Line ends were taken out of the answers,
 * so that what was their first line is lost: the first-line score is the published one, the full score is ours.
 */
export const litm2026: Importer = {
  name: "litm-2026",
  summary: "*_per_example.csv with num_documents, gold_index, question, gold_answers, em_full, model_answer",
  paper: "Lost in the Middle in 2026 (project page), after Liu et al. 2023, arXiv:2307.03172",
  stands: "ours",
  notes: [
    "Lengths are estimated: 200 tokens a document.",
    "The answers were stored without line ends, so the first-line score is the published one.",
  ],
  fits: (name) => /_per_example\.[ct]sv(?:\.gz)?$/i.test(name),
  last: (name) => /baseline|closed-?book|oracle/i.test(name),
  start: (options) => {
    // Files of baselines name no model; their folder does, in the spelling of a file name.
    const models = new Map<string, string>();
    return (value, file) => {
      const row = fieldsOf(value);
      const named = textOf(row, "model");
      const folder = folderModel(file);
      if (named) models.set(named.replace(/[/:]/g, "_"), named);
      return [answerOf(row, modelOr(options, named || models.get(folder ?? ""), folder), file)];
    };
  },
};

function answerOf(row: Fields, model: string, file: SourceFile): Answer {
  const question = textOf(row, "question") ?? refuse("question", "text", undefined);
  const answers = answersOf(row, "gold_answers", "answers") ?? refuse("gold_answers", "answers", undefined);
  const output = textOf(row, "model_answer");
  const raw = numberOf(row, "em_full");
  const first =
    given(row, "em_first_line") === undefined ? undefined : numberWithin(row, [0, 1], "em_first_line");
  const recall = output === undefined ? undefined : Number(bestSubspanEm(output, answers));
  const failed = truthOf(row, "model_answer_failed") === true;
  return {
    model,
    task: "multi-document-qa",
    ...contextOf(row, file),
    unit: question,
    question,
    answers,
    output,
    unscored: failed
      ? { status: "failed", message: "recorded as failed" }
      : endingOf(row, output, recall === 1),
    published: raw === undefined ? undefined : { score: numberWithin(row, [0, 1], "em_full"), raw },
    ours: recall === undefined ? undefined : { recall, ...(first === undefined ? {} : { firstLine: first }) },
  };
}

function contextOf(row: Fields, file: SourceFile): Pick<Answer, "arm" | "length" | "documents" | "depth"> {
  const condition = textOf(row, "condition")?.toLowerCase();
  // The row goes before the name of its file.
  const isPlaced = (numberOf(row, "num_documents") ?? 0) >= 1 && given(row, "gold_index") !== undefined;
  const isClosed =
    condition === undefined ? !isPlaced && /closed-?book/i.test(stemOf(file)) : /^closed/.test(condition);
  if (isClosed) return { arm: "closed-book", length: 0, depth: 0 };
  if (condition === "oracle") return { arm: "oracle", ...placed("documents", 1, 0) };
  const n = numberWithin(row, [1, 1e6], "num_documents");
  return placed("documents", n, numberWithin(row, [0, n - 1], "gold_index"));
}
