import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { basename, join } from "node:path";
import { MidspanError } from "../errors.ts";

const TEXT_FILE = /\.(?:txt|md)$/i;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Text of a file, or of all .txt and .md files below a folder in the order of their paths (links are not
 * followed). The mark of byte order is dropped, line ends become "\n".
 * Throws `input-file` for what is missing, unreadable, empty or not UTF-8.
 */
export function readUserText(path: string): string {
  const stats = attempt(path, () => statSync(path));
  if (stats.isFile()) return required(path, readText(path), "an empty file", "Name a file that holds text.");
  if (!stats.isDirectory())
    throw refuse(path, "a file or a folder", kindOf(stats), "Copy the text into a file first.");
  const files = attempt(path, () => readdirSync(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && TEXT_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const text = files.map(readText).filter((part) => part.trim() !== "");
  return required(path, text.join("\n\n"), "a folder without any", "Put .txt or .md files into the folder.");
}

function readText(path: string): string {
  const bytes = attempt(path, () => readFileSync(path));
  if (bytes.includes(0)) throw refuse(path, "text", "a binary file (byte 0)", "Save it as UTF-8 text.");
  try {
    return decoder.decode(bytes).replace(/\r\n?/g, "\n");
  } catch (cause) {
    throw refuse(path, "UTF-8", "other bytes", "Save it as UTF-8 text.", cause);
  }
}

function required(path: string, text: string, value: string, cure: string): string {
  if (text.trim() === "") throw refuse(path, "text", value, cure);
  return text;
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    const value = code === "ENOENT" ? "no such file or folder" : `not readable (${code})`;
    throw refuse(path, "a readable file or folder", value, "Check the path and its permissions.", cause);
  }
}

function refuse(path: string, rule: string, value: string, cure: string, cause?: unknown): MidspanError {
  return new MidspanError("input-file", `haystack ${basename(path)}; must be ${rule}: ${value} (${path})`, {
    cure,
    cause,
  });
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
