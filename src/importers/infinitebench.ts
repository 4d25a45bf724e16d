import { firstNumber } from "../scorers/first-number.ts";
import { kvWords } from "../scorers/kv-words.ts";
import { endingOf } from "./ending.ts";
import { type Fields, fieldsOf, given, numberOf, refuse, textOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { folderModel, modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

interface Kind {
  readonly task: string;
  /** Mean tokens of an input, as the project states them. */
  readonly length: number;
  score(output: string, label: string | readonly string[]): boolean;
  /** Whether the rows go through 59 places, ten rows each. */
  readonly placed: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  passkey: { task: "passkey", length: 122_400, score: firstNumber, placed: true },
  number_string: { task: "number-string", length: 122_400, score: firstNumber, placed: true },
  kv_retrieval: { task: "kv-retrieval", length: 89_900, score: kvWords, placed: false },
};

const PLACES = 59;
const ROWS_A_PLACE = 10;

/**
 * InfiniteBench's three retrieval tasks. Where a fact stood is not in the file: for passkey and number string it
 * follows from the row's number, since the data go through 59 places evenly from start to end, ten keys each
 * (section 3.2.1 of the paper); the k-th keys of all places are taken for one document, which only the filler is.
 */
export const infinitebench: Importer = {
  name: "infinitebench",
  summary: "preds_passkey.jsonl, preds_number_string.jsonl, preds_kv_retrieval.jsonl in a folder a model",
  paper: "Zhang et al. 2024, InfiniteBench, arXiv:2402.13718",
  stands: "ours",
  notes: [
    "Lengths are the means that the project states.",
    "Depths of passkey and number-string follow from the order of the rows: 59 places, ten keys each; keys of the same turn are taken for one document.",
  ],
  fits: (name) => kindOf(name) !== undefined && /\.jsonl?(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => [answerOf(fieldsOf(value), file, options)],
};

function kindOf(name: string): Kind | undefined {
  return Object.entries(KINDS).find(([kind]) => name.toLowerCase().replaceAll("-", "_").includes(kind))?.[1];
}

function answerOf(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const kind =
    kindOf(stemOf(file)) ?? refuse("file name", `one with ${Object.keys(KINDS).join(", ")}`, file.name);
  const label = labelOf(row);
  const output = textOf(row, "prediction", "pred");
  const id = numberOf(row, "id");
  const place = kind.placed && id !== undefined ? placeOf(id) : undefined;
  const recall = output === undefined ? undefined : Number(kind.score(output, label));
  return {
    model: modelOr(options, textOf(row, "model"), folderModel(file)),
    task: kind.task,
    length: options.length ?? kind.length,
    depth: place?.depth,
    unit: place === undefined ? `${kind.task}#${id ?? label[0]}` : `${kind.task}#key ${place.nth}`,
    answers: label,
    output,
    unscored: endingOf(row, output, recall === 1),
    ours: recall === undefined ? undefined : { recall },
  };
}

function placeOf(id: number): { readonly depth: number; readonly nth: number } | undefined {
  if (!Number.isInteger(id) || id < 0 || id >= PLACES * ROWS_A_PLACE) return undefined;
  return { depth: Math.floor(id / ROWS_A_PLACE) / (PLACES - 1), nth: id % ROWS_A_PLACE };
}

/** A string, or a list of one. */
function labelOf(row: Fields): readonly string[] {
  const value = given(row, "ground_truth", "label") ?? refuse("ground_truth", "text", undefined);
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
