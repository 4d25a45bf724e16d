import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { MidspanError } from "../../errors.ts";
import { checkRecord } from "../../haystack/check-record.ts";
import { jsonlRecords } from "../../haystack/jsonl-records.ts";
import { attempt, readUserFile, refuseFile } from "../../haystack/user-file.ts";
import { whereOf } from "./source.ts";
import { numberOf, tableLines } from "./table-lines.ts";

const entry = z.object({ _id: z.string().min(1), title: z.string().nullish(), text: z.string() });

/** A document or a query. */
export interface BeirEntry {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly where: string;
}

/** Path of a file of a folder, plain or packed; undefined = there is none. */
export function beirFile(folder: string, name: string): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find((path) => existsSync(path));
}

/** Documents or queries by id, in the file's order. Throws `input-file`. */
export function readEntries(folder: string, name: string): ReadonlyMap<string, BeirEntry> {
  const path = beirFile(folder, name);
  if (path === undefined)
    throw refuseFile(folder, "BEIR folder", `one with ${name}`, "without", "Look at the folder's files.");
  const entries = new Map<string, BeirEntry>();
  for (const record of jsonlRecords(readUserFile(path, "chunks"), path)) {
    const { _id: id, title, text } = checkRecord(record, entry);
    const where = whereOf(record);
    if (entries.has(id)) throw new MidspanError("input-file", `${where}: _id; must be of one entry: ${id}`);
    entries.set(id, { id, title: title ?? "", text, where });
  }
  return entries;
}

/** Which documents are relevant to a query: those with a judgement above 0. Throws `input-file`. */
export function readQrels(
  folder: string,
  split: string | undefined,
): {
  readonly relevant: ReadonlyMap<string, readonly string[]>;
  readonly file: string;
} {
  const path = qrelsFile(folder, split);
  const lines = tableLines(readUserFile(path, "qrels"), path, ["query-id", "corpus-id", "score"], /\t/);
  const relevant = new Map<string, string[]>();
  for (const { values, line } of lines) {
    const [query = "", document = "", score] = values;
    if (query === "query-id") continue;
    if (numberOf(score, "score", path, line) <= 0) continue;
    const known = relevant.get(query);
    if (known === undefined) relevant.set(query, [document]);
    else if (!known.includes(document)) known.push(document);
  }
  return { relevant, file: path };
}

function qrelsFile(folder: string, split: string | undefined): string {
  const inside = join(folder, "qrels");
  const names = existsSync(inside)
    ? attempt(inside, "qrels", () => readdirSync(inside)).filter((name) => /\.tsv(?:\.gz)?$/.test(name))
    : [];
  const bare = (name: string): string => name.replace(/\.tsv(?:\.gz)?$/, "");
  const found =
    names.find((name) => bare(name) === (split ?? "test")) ??
    (split === undefined && names.length === 1 ? names[0] : undefined);
  if (found !== undefined) return join(inside, found);
  const value = names.length === 0 ? "none" : names.map(bare).sort().join(", ");
  const rule = `a folder with qrels/${split ?? "test"}.tsv`;
  throw refuseFile(folder, "BEIR folder", rule, value, "Name one of its splits.");
}
