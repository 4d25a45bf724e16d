import { MidspanError } from "../errors.ts";
import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { firstLine } from "../scorers/first-line.ts";
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
import { genericColumns } from "./generic-columns.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { modelOr, ownStem } from "./path-model.ts";

/**
 * Any CSV or JSONL with one row an answer, its columns named by `--columns`. A row needs a length, a depth (or the
 * place of the gold among documents), and a score or an answer with what was accepted.
 */
export const generic: Importer = {
  name: "generic",
  summary: "CSV, TSV, JSON or JSONL, one row an answer; --columns depth=...,length=...,score=...",
  paper: "the user's own",
  stands: "published",
  notes: [
    "Rows of one question (--columns unit=..., else a column question_id or seed, the question, the accepted answers) pair over depths and models; where no column says it, each row is a question of its own and nothing is paired.",
  ],
  fits: (name) => /\.(?:csv|tsv|jsonl?|ndjson)(?:\.gz)?$/i.test(name),
  start: (options) => {
    const rename = genericColumns(options);
    let count = 0;
    return (value, file) => {
      count++;
      const { fields: row, depthName } = rename(fieldsOf(value));
      const output = textOf(row, "output");
      const answers = answersOf(row, "answers");
      const ours =
        output === undefined || answers === undefined
          ? undefined
          : {
              recall: Number(bestSubspanEm(output, answers)),
              firstLine: Number(bestSubspanEm(firstLine(output), answers)),
            };
      const published = publishedOf(row, options);
      if (published === undefined && ours === undefined && given(row, "status") === undefined)
        refuse("score", "given, or output and answers", undefined);
      const question = textOf(row, "question");
      return [
        {
          model: modelOr(options, textOf(row, "model"), ownStem(file)),
          task: textOf(row, "task") ?? "imported",
          length: lengthOf(row, options),
          depth: depthOf(row, depthName, options),
          unit: String(given(row, "unit") ?? question ?? answers?.join("|") ?? `${file.name}#${count}`),
          question,
          answers,
          output,
          // A score without an answer is enough.
          unscored: endingOf(row, output ?? (published && "-"), ours?.recall === 1),
          published,
          ours,
        },
      ];
    };
  },
};

function lengthOf(row: Fields, options: ImportOptions): number {
  if (given(row, "length") === undefined && options.length !== undefined) return options.length;
  return numberWithin(row, [1, 1e9], "length");
}

function depthOf(row: Fields, name: string, { depthUnit }: ImportOptions): number {
  const documents = numberOf(row, "documents");
  if (given(row, "depth") === undefined && documents !== undefined) {
    const gold = numberWithin(row, [0, documents - 1], "index");
    return documents === 1 ? 0 : gold / (documents - 1);
  }
  const percent = (depthUnit ?? (/percent|%|pct/i.test(name) ? "percent" : "share")) === "percent";
  const depth = numberWithin(row, [0, 100], "depth");
  if (percent) return depth / 100;
  if (depth <= 1) return depth;
  if (depthUnit === "share") return refuse("depth", "a share from 0 to 1", depth);
  // Taken as shares, the few rows at 0 and 1 would stay and make a curve of their own.
  throw new MidspanError("usage", `depths look like percent; a share from 0 to 1: ${depth}`, {
    cure: "Say --depth-unit percent, or --depth-unit share to leave such rows out.",
  });
}

function publishedOf(row: Fields, { scoreRange = [0, 1] }: ImportOptions): Answer["published"] {
  const raw = given(row, "score");
  if (raw === undefined) return undefined;
  const [low, high] = scoreRange;
  const number = typeof raw === "number" || (typeof raw === "string" && Number.isFinite(Number(raw)));
  const score = number ? numberWithin(row, [low, high], "score") : truthOf(row, "score") ? high : low;
  return { score: (score - low) / (high - low), raw: raw as string | number | boolean };
}
