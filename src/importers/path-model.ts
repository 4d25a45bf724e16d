import { MidspanError } from "../errors.ts";
import type { ImportOptions } from "./importer.ts";
import type { SourceFile } from "./source-files.ts";

const NO_MODEL = /^(?:.*results?|outputs?|preds?|predictions|data|.*evals?|synthetic|\d+[km]?|\.|)$/i;

/** The model that a folder is named after: the nearest above the file that is not named after what it holds. */
export function folderModel({ folders }: Pick<SourceFile, "folders">): string | undefined {
  return folders.find((folder) => !NO_MODEL.test(folder));
}

/** The name of a file without its endings. */
export function stemOf({ name }: Pick<SourceFile, "name">): string {
  return (name.split("/").at(-1) ?? "").replace(/(?:\.(?:jsonl?|ndjson|csv|tsv))?(?:\.gz)?$/i, "");
}

/** The model that the user named, else the one that the file does. Throws `input-file` where nobody does. */
export function modelOr({ model }: ImportOptions, ...found: readonly (string | undefined)[]): string {
  const name = model ?? found.find((one) => one !== undefined && one.trim() !== "");
  if (name === undefined)
    throw new MidspanError("input-file", "model; must be in the row or the path, or --model: none");
  return name.trim();
}
