import { contentOverlap } from "../scorers/content-overlap.ts";
import { withoutText } from "./ending.ts";
import { type Fields, fieldsOf, given, numberWithin, refuse, textOf, truthOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions, Unscored } from "./importer.ts";
import { modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Context rot's needle in a haystack. Length is `approximate_input_length`: the judging script overwrites
 * `token_count` by 100. A model judged free answers, so the published score stands; ours is the share of the
 * needle's content words in the answer.
 */
export const contextRot: Importer = {
  name: "context-rot",
  summary:
    "*niah*_evaluated.csv with approximate_input_length, needle_depth, answer, output, llm_judge_output",
  paper: "Hong et al. 2025, Context Rot (Chroma)",
  stands: "published",
  notes: [
    "Lengths are those aimed at (approximate_input_length). Our score is the share of the needle's content words in the answer.",
  ],
  fits: (name) => /niah.*evaluated.*\.[ct]sv(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => [answerOf(fieldsOf(value), file, options)],
};

function answerOf(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const length = numberWithin(row, [1, 1e9], "approximate_input_length");
  const depth = numberWithin(row, [0, 100], "needle_depth") / 100;
  const needle = textOf(row, "answer") || refuse("answer", "text", undefined);
  const output = textOf(row, "output");
  const failed = failure(output);
  const verdict = /ERROR/.test(String(given(row, "llm_judge_output")))
    ? undefined
    : truthOf(row, "llm_judge_output");
  const question = textOf(row, "question");
  return {
    model: modelOr(options, textOf(row, "model", "model_name"), stemOf(file).replace(/_?niah.*$/i, "")),
    task: "needle",
    length,
    depth,
    unit: `${question ?? ""}#${needle}`,
    question,
    answers: [needle],
    output,
    unscored: failed ?? (verdict === undefined && "llm_judge_output" in row ? NO_VERDICT : undefined),
    published:
      verdict === undefined ? undefined : { score: Number(verdict), raw: String(row.llm_judge_output) },
    ours: output === undefined ? undefined : { recall: contentOverlap(output, needle) },
  };
}

const NO_VERDICT: Unscored = { status: "failed", message: "no verdict is recorded" };

/** What went wrong is written in place of the answer. */
function failure(output: string | undefined): Unscored | undefined {
  if (output !== undefined && /^(?:ERROR|FUTURE_ERROR)/.test(output))
    return { status: "failed", message: output.slice(0, 1000) };
  return withoutText(output);
}
