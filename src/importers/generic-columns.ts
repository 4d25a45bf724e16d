import { MidspanError } from "../errors.ts";
import { type Fields, refuse } from "./fields.ts";
import type { ImportOptions } from "./importer.ts";

/** What a row of the generic format may hold, and the names under which it is looked for. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  model: ["model_name", "model_id"],
  task: ["task_name"],
  length: ["context_length", "tokens", "num_tokens"],
  depth: ["depth_percent", "needle_depth", "position"],
  documents: ["num_documents", "n_documents"],
  index: ["gold_index"],
  score: ["correct", "passed", "recall"],
  output: ["response", "prediction", "model_answer", "answer"],
  answers: ["gold_answers", "expected", "expected_answer", "ground_truth", "target"],
  question: ["prompt_question"],
  unit: ["question_id", "seed"],
  status: ["finish_reason"],
};

/** A row under our names, and how its own column of depths is named. */
export interface NamedRow {
  readonly fields: Fields;
  readonly depthName: string;
}

/**
 * Gives rows our names: a column that the user named must be there, others are looked for under our own name and a
 * few common ones. Throws `usage` for a name that is none of ours.
 */
export function genericColumns({ columns = {} }: ImportOptions): (row: Fields) => NamedRow {
  const names = Object.keys(COLUMNS);
  const strange = Object.keys(columns).find((name) => !names.includes(name));
  if (strange !== undefined)
    throw new MidspanError("usage", `--columns; must be OURS=THEIRS with ${names.join(", ")}: ${strange}`);
  return (row) => {
    const found = Object.entries(COLUMNS).flatMap(([name, others]) => {
      const chosen = columns[name];
      if (chosen !== undefined && !Object.hasOwn(row, chosen))
        refuse(`column ${chosen}`, `one of ${Object.keys(row).slice(0, 20).join(", ")}`, undefined);
      const theirs = chosen ?? [name, ...others].find((one) => Object.hasOwn(row, one));
      return theirs === undefined || row[theirs] === undefined ? [] : [[name, theirs] as const];
    });
    const depthName = found.find(([name]) => name === "depth")?.[1] ?? "";
    return { fields: Object.fromEntries(found.map(([name, theirs]) => [name, row[theirs]])), depthName };
  };
}
