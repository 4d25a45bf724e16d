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
  return withoutEndings(name.split("/").at(-1) ?? "");
}

/** The same, with folders where other files have that name too: they are of other models. */
export function ownStem({ shortest }: Pick<SourceFile, "shortest">): string {
  return withoutEndings(shortest);
}

function withoutEndings(name: string): string {
  return name.replace(/(?:\.(?:jsonl?|ndjson|csv|tsv))?(?:\.gz)?$/i, "");
}

/**
 * The model that the row names, else the one that the user does, else the one that the path seems to. Throws `input-file`
 * where nobody does.
 */
export function modelOr({ model }: ImportOptions, named: string | undefined, guessed?: string): string {
  const name = [named, model, guessed].find((one) => one !== undefined && one.trim() !== "");
  if (name === undefined)
    throw new MidspanError("input-file", "model; must be in the row or the path, or --model: none");
  return name.trim();
}
