import { stringMatchAll } from "../scorers/string-match-all.ts";
import { stringMatchPart } from "../scorers/string-match-part.ts";
import { endingOf } from "./ending.ts";
import { answersOf, type Fields, fieldsOf, given, numberOf, refuse, textOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { folderModel, modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/** Depths are drawn at random; cells are twentieths. */
const DEPTH_STEPS = 20;

/**
 * RULER's predictions, one file a task in folders of model and length. The asked length is the number in the
 * path, else the power of two that holds the row's own. Depth is the token at which the answer stands over the
 * row's length, unknown where that is not recorded; each row has its own, so depths are not paired.
 */
export const ruler: Importer = {
  name: "ruler",
  summary: "MODEL/synthetic/4096/pred/TASK.jsonl with index, outputs, pred, length, token_position_answer",
  paper: "Hsieh et al. 2024, RULER, arXiv:2404.06654",
  stands: "ours",
  notes: [
    "Each row has a depth of its own, drawn at random: cells are twentieths, and depths are not paired.",
  ],
  // RULER's own folders hold the questions too, under these names.
  fits: (name) => /\.jsonl(?:\.gz)?$/i.test(name) && !/^(?:validation|test|train)\.jsonl/i.test(name),
  start: (options) => (value, file) => [answerOf(fieldsOf(value), file, options)],
};

const PREDICTION = ["pred", "prediction", "output"];

function answerOf(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const outputs = answersOf(row, "outputs", "references") ?? refuse("outputs", "a list", undefined);
  if (!PREDICTION.some((name) => Object.hasOwn(row, name))) refuse("pred", "there", undefined);
  const output = textOf(row, ...PREDICTION);
  const tokens = numberOf(row, "length");
  const named = file.folders.map((folder) => /^(\d{3,8})$/.exec(folder)?.[1]).find((n) => n !== undefined);
  const length = named === undefined ? (options.length ?? boundOf(tokens)) : Number(named);
  const position = numberOf(row, "token_position_answer") ?? -1;
  const depth = position >= 0 && tokens !== undefined && position <= tokens ? position / tokens : undefined;
  const task = textOf(row, "task") ?? stemOf(file);
  const ours = output === undefined ? undefined : ownScore(task, output, outputs);
  return {
    model: modelOr(options, textOf(row, "model"), folderModel(file)),
    task,
    length,
    ...(tokens === undefined ? {} : { tokens }),
    depth: depth === undefined ? undefined : Math.round(depth * DEPTH_STEPS) / DEPTH_STEPS,
    ...(depth === undefined ? {} : { goldDepths: [depth] }),
    unit: `${task}#${length}#${given(row, "index") ?? outputs.join("|")}`,
    answers: outputs,
    output,
    unscored: endingOf(row, output, ours?.recall === 1),
    ours,
  };
}

/** Question answering takes any of the references, all other tasks each of them. */
function ownScore(task: string, output: string, outputs: readonly string[]): Answer["ours"] {
  if (/^qa/i.test(task)) return { recall: Number(stringMatchPart(output, outputs)) };
  const { share, found } = stringMatchAll(output, outputs);
  return { recall: share, found };
}

function boundOf(tokens: number | undefined): number {
  if (tokens === undefined || tokens < 1)
    refuse("length", "a number, in the row, the path or --length", tokens);
  return 2 ** Math.ceil(Math.log2(tokens));
}
