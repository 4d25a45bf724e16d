import { contentOverlap } from "../scorers/content-overlap.ts";
import { endingOf, withoutText } from "./ending.ts";
import { type Fields, fieldsOf, given, numberOf, numberWithin, refuse, textOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { folderModel, modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Needle in a haystack, first version: one JSON file a cell, or a list of {token_limit, depth_percent, score}. A
 * model gave 1 (nothing right), 3, 5, 7 or 10 (all right), here (score - 1) / 9. The depth is the asked one. One
 * needle in one text: each pass over the grid (`version`, else the file of a list) is one document.
 */
export const needlehaystackV1: Importer = {
  name: "needlehaystack-v1",
  summary: "JSON files, one a cell, or lists with context_length or token_limit, depth_percent, score",
  paper: "Kamradt 2023, Needle in a Haystack (project page)",
  stands: "published",
  notes: [
    "Depths and lengths are those asked; the files do not say what was realised.",
    "The published score of 1 to 10 is carried as (score - 1) / 9; ours is the share of the needle's content words in the answer.",
  ],
  fits: (name) => /\.jsonl?(?:\.gz)?$/i.test(name),
  start: (options) => (value, file, inList) => [answerOf(fieldsOf(value), file, inList, options)],
};

function answerOf(row: Fields, file: SourceFile, inList: boolean, options: ImportOptions): Answer {
  const length = numberWithin(row, [1, 1e9], "context_length", "token_limit");
  const depth = numberWithin(row, [0, 100], "depth_percent", "document_depth_percent") / 100;
  const raw = numberOf(row, "score");
  if (raw !== undefined && (raw < 0 || raw > 10)) refuse("score", "a number from 1 to 10", raw);
  const output = textOf(row, "model_response", "response");
  const needle = textOf(row, "needle")?.trim();
  if (raw === undefined && output === undefined) refuse("score", "a number from 1 to 10", undefined);
  const ours = needle && output !== undefined ? { recall: contentOverlap(output, needle) } : undefined;
  const pass = given(row, "version", "results_version") ?? (inList ? stemOf(file) : 1);
  return {
    model: modelOr(options, textOf(row, "model"), inList ? stemOf(file) : folderModel(file)),
    task: "needle",
    length,
    depth,
    unit: `${needle ?? ""}#${pass}`,
    answers: needle === undefined ? undefined : [needle],
    output,
    // A list holds scores alone: what was answered is not missing from it.
    unscored:
      raw === undefined
        ? endingOf(row, output, false)
        : output === undefined
          ? undefined
          : withoutText(output),
    published: raw === undefined ? undefined : { score: Math.max(0, (raw - 1) / 9), raw },
    ours,
    startedAt: textOf(row, "test_timestamp_utc"),
  };
}
