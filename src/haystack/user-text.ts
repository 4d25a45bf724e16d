import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { htmlText } from "./html-text.ts";
import { jsonlText } from "./jsonl-text.ts";
import { attempt, kindOf, readUserFile, refuseFile, statUserFile } from "./user-file.ts";

/** What is read of a folder; a file by itself may have any other name, it is then plain text. */
const TEXT_FILE = /\.(?:txt|md|html?|jsonl)(?:\.gz)?$/i;

/** The text of one file. */
export interface UserText {
  readonly path: string;
  readonly text: string;
}

/** Text of a file, or of a folder's files one behind the other; see `readUserTexts`. */
export function readUserText(path: string, field: string): string {
  return readUserTexts(path, field, "haystack")
    .map(({ text }) => text)
    .join("\n\n");
}

/**
 * Text of a file, or of all .txt, .md, .html and .jsonl files, also as .gz, below a folder in the order of their
 * paths; links are not followed, hidden files and folders (".git", "._a.txt") not read, files without a word left out.
 * HTML gives its words, JSON lines the text of one field.
 * Throws `input-file` for what is missing, unreadable, cut short, empty or not UTF-8, and for a bad JSON line.
 *
 * @param field of JSON lines
 * @param what the text's part in the run, for messages
 * @param except a file of the folder that is something else
 */
export function readUserTexts(
  path: string,
  field: string,
  what: string,
  except?: string,
): readonly UserText[] {
  const stats = statUserFile(path, what);
  const read = (file: string): UserText => ({ path: file, text: readText(file, field, what) });
  const filled = (texts: readonly UserText[], value: string, cure: string): readonly UserText[] => {
    const full = texts.filter(({ text }) => text.trim() !== "");
    if (full.length === 0) throw refuseFile(path, what, "text", value, cure);
    return full;
  };
  if (stats.isFile()) return filled([read(path)], "an empty file", "Name a file that holds text.");
  if (!stats.isDirectory())
    throw refuseFile(path, what, "a file or a folder", kindOf(stats), "Copy the text into a file first.");
  const cure = "Put .txt, .md, .html or .jsonl files into the folder.";
  const other = except === undefined ? undefined : resolve(except);
  const files = textFiles(path, what).filter((file) => resolve(file) !== other);
  return filled(files.sort().map(read), "a folder without any", cure);
}

/** Walked by hand: a recursive readdir follows links to folders from Node.js 24 on, even round in circles. */
function textFiles(folder: string, what: string): string[] {
  return attempt(folder, what, () => readdirSync(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return textFiles(path, what);
      return entry.isFile() && TEXT_FILE.test(entry.name) ? [path] : [];
    });
}

function readText(path: string, field: string, what: string): string {
  const text = readUserFile(path, what);
  const [, ending] = /\.([a-z]+)(?:\.gz)?$/i.exec(path) ?? [];
  switch (ending?.toLowerCase()) {
    case "html":
    case "htm":
      return htmlText(text);
    case "jsonl":
      return jsonlText(text, field, path);
    default:
      return text;
  }
}
