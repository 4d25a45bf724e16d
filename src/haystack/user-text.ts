import { readdirSync } from "node:fs";
import { join } from "node:path";
import { htmlText } from "./html-text.ts";
import { jsonlText } from "./jsonl-text.ts";
import { attempt, kindOf, readUserFile, refuseFile, statUserFile } from "./user-file.ts";

/** What is read of a folder; a file by itself may have any other name, it is then plain text. */
const TEXT_FILE = /\.(?:txt|md|html?|jsonl)(?:\.gz)?$/i;

/**
 * Text of a file, or of all .txt, .md, .html and .jsonl files, also as .gz, below a folder in the order of their
 * paths; links are not followed, hidden files and folders (".git", "._a.txt") not read. HTML gives its words, JSON lines the text of one field.
 * Throws `input-file` for what is missing, unreadable, cut short, empty or not UTF-8, and for a bad JSON line.
 *
 * @param field of JSON lines
 */
export function readUserText(path: string, field: string): string {
  const stats = statUserFile(path, "haystack");
  if (stats.isFile())
    return required(path, readText(path, field), "an empty file", "Name a file that holds text.");
  if (!stats.isDirectory())
    throw refuseFile(
      path,
      "haystack",
      "a file or a folder",
      kindOf(stats),
      "Copy the text into a file first.",
    );
  const text = textFiles(path)
    .sort()
    .map((file) => readText(file, field))
    .filter((part) => part.trim() !== "");
  const cure = "Put .txt, .md, .html or .jsonl files into the folder.";
  return required(path, text.join("\n\n"), "a folder without any", cure);
}

/** Walked by hand: a recursive readdir follows links to folders from Node.js 24 on, even round in circles. */
function textFiles(folder: string): string[] {
  return attempt(folder, "haystack", () => readdirSync(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return textFiles(path);
      return entry.isFile() && TEXT_FILE.test(entry.name) ? [path] : [];
    });
}

function readText(path: string, field: string): string {
  const text = readUserFile(path, "haystack");
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

function required(path: string, text: string, value: string, cure: string): string {
  if (text.trim() === "") throw refuseFile(path, "haystack", "text", value, cure);
  return text;
}
