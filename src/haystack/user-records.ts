import { basename } from "node:path";
import { csvRecords } from "./csv-records.ts";
import { jsonlRecords } from "./jsonl-records.ts";
import { readUserFile, refuseFile } from "./user-file.ts";
import type { UserRecord } from "./user-record.ts";
import { yamlRecords } from "./yaml-records.ts";

/** Readers by the ending of a name; .gz is taken off before. */
const READERS: Readonly<Record<string, (text: string, path: string, what: string) => readonly UserRecord[]>> =
  {
    yaml: yamlRecords,
    yml: yamlRecords,
    json: yamlRecords,
    jsonl: jsonlRecords,
    csv: csvRecords,
  };

/** The records of a file and its text. */
export interface UserRecords {
  readonly text: string;
  readonly records: readonly UserRecord[];
}

/**
 * Entries of a user's file, read by the ending of its name. Throws `input-file`.
 *
 * @param what the file's part in the run, for messages; also the key below which YAML may keep its list
 */
export function readUserRecords(path: string, what: string): UserRecords {
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const read = READERS[ending];
  const endings = Object.keys(READERS).map((name) => `.${name}`);
  if (read === undefined) {
    const rule = `a file that ends in ${endings.join(", ")} or one of them with .gz`;
    throw refuseFile(path, what, rule, basename(path), "Rename or convert it.");
  }
  const text = readUserFile(path, what);
  return { text, records: read(text, path, what) };
}
