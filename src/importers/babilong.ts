import { labelSet } from "../scorers/label-set.ts";
import { type Fields, fieldsOf, given, refuse, textOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

const PLACES = ["bathroom", "bedroom", "garden", "hallway", "kitchen", "office"];
/** Every label of a task; other tasks than these five have no published scorer. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  qa1: PLACES,
  qa2: PLACES,
  qa3: PLACES,
  qa4: PLACES,
  qa5: ["Bill", "Fred", "Jeff", "Mary", "apple", "football", "milk"],
};
const FILE = /^(?<task>qa\d+)_(?<n>\d+)(?<unit>[kM]?)(?:_(?<settings>.+))?$/i;

/**
 * BABILong: task, length and settings of the prompt stand in the file's name, the model in its folders. The facts
 * lie scattered and their places are not recorded, so nothing is known of depth. "0k" has no filler: the ceiling.
 * An empty answer is scored, and wrong, as published: there is nothing that tells it from a failure.
 */
export const babilong: Importer = {
  name: "babilong",
  summary: "ORGANISATION/MODEL/qa1_16k_*.csv with target, output, question",
  paper: "Kuratov et al. 2024, BABILong, arXiv:2406.10149",
  stands: "ours",
  notes: ["Where the facts lay is not recorded: nothing is said of depth."],
  fits: (name) => FILE.test(stemOf({ name })) && /\.[ct]sv(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => [answerOf(fieldsOf(value), file, options)],
};

function answerOf(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const { task = "", n = "", unit = "", settings } = FILE.exec(stemOf(file))?.groups ?? {};
  if (task === "") refuse("file name", "TASK_LENGTH_..., as qa1_16k_instruction_yes", file.name);
  const labels = LABELS[task.toLowerCase()] ?? refuse("task", Object.keys(LABELS).join(", "), task);
  const target = textOf(row, "target") || refuse("target", "a label", undefined);
  const question = textOf(row, "question") ?? refuse("question", "text", undefined);
  const output = textOf(row, "output") ?? refuse("output", "text", undefined);
  const length = Number(n) * ({ k: 1e3, m: 1e6 }[unit.toLowerCase()] ?? 1);
  const number = given(row, "Unnamed: 0", "", "index", "id");
  return {
    model: modelOr(options, textOf(row, "model"), modelOf(file)),
    task: `babilong-${task.toLowerCase()}${settingsOf(settings)}`,
    length,
    ...(length === 0 ? { arm: "oracle" as const } : {}),
    depth: undefined,
    // A row of one length is another question at the next: the numbers only tell them apart.
    unit: `${task}#${length}#${number ?? `${question}${target}`}`,
    question,
    answers: [target],
    output,
    ours: { recall: Number(labelSet(output, { question, labels, targets: targetsOf(target) })) },
  };
}

/** "apple,milk" is one target of two labels. */
function targetsOf(target: string): readonly string[] {
  return target.split(",").map((one) => one.trim());
}

/** "instruction_yes_examples_no" -> " (instruction)": prompts with other settings are another series. */
function settingsOf(settings = ""): string {
  const on = [...settings.matchAll(/(?<name>[a-z_]+?)_(?<value>yes|no)(?:_|$)/gi)]
    .filter(({ groups }) => groups?.value?.toLowerCase() === "yes")
    .map(({ groups }) => groups?.name);
  return on.length > 0 ? ` (${on.join(", ")})` : settings === "" ? "" : " (bare)";
}

/** The last two folders, unless the upper one is the collection's. */
function modelOf({ folders: [model, organisation] }: SourceFile): string | undefined {
  if (model === undefined) return undefined;
  const known =
    organisation !== undefined && !/^(?:|.*(?:babilong|evals|results|predictions).*)$/i.test(organisation);
  return known ? `${organisation}/${model}` : model;
}
