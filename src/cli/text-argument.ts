import { readFileSync, statSync } from "node:fs";
import { MidspanError } from "../errors.ts";

/** One word with the ending of a text file: nobody means it as a prompt. */
const NAME = /^\S+\.(?:txt|md|prompt|json|jsonl|yaml|yml)$/i;

/**
 * A text that is given as itself, as a file that holds it, or as "-" for standard input; a line end behind its last
 * line is the file's and not the text's. Throws `usage` where it is empty, `input-file` where it cannot be read.
 */
export function textArgument(what: string, given: string): string {
  if (NAME.test(given) && !isFile(given))
    throw new MidspanError("input-file", `no such file; a text, or a file that is there: ${given}`);
  const file = given === "-" ? 0 : isFile(given) ? given : undefined;
  const text = file === undefined ? given : read(file, given).replace(/\r?\n$/, "");
  if (text.trim() === "")
    throw new MidspanError(
      "usage",
      `${what} is empty; a text of at least one word: ${JSON.stringify(given)}`,
    );
  return text;
}

function isFile(path: string): boolean {
  return (
    path.length < 4096 && !path.includes("\n") && statSync(path, { throwIfNoEntry: false })?.isFile() === true
  );
}

function read(file: string | 0, given: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MidspanError("input-file", `the text cannot be read; a file of UTF-8: ${given}`, { cause });
  }
}
