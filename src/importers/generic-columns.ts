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
  unit: ["id", "question_id", "seed"],
  status: ["finish_reason"],
};

/**
 * Gives rows our names: a column that the user named must be there, others are looked for under our own name and a
 * few common ones. Throws `usage` for a name that is none of ours.
 */
export function genericColumns({ columns = {} }: ImportOptions): (row: Fields) => Fields {
  const names = Object.keys(COLUMNS);
  const strange = Object.keys(columns).find((name) => !names.includes(name));
  if (strange !== undefined)
    throw new MidspanError("usage", `--columns; must be OURS=THEIRS with ${names.join(", ")}: ${strange}`);
  return (row) => {
    const fields = Object.entries(COLUMNS).map(([name, others]) => {
      const chosen = columns[name];
      if (chosen !== undefined && !Object.hasOwn(row, chosen))
        refuse(`column ${chosen}`, `one of ${Object.keys(row).slice(0, 20).join(", ")}`, undefined);
      const found = chosen ?? [name, ...others].find((one) => Object.hasOwn(row, one));
      return [name, found === undefined ? undefined : row[found]] as const;
    });
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  };
}
