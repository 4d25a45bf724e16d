import { basename, resolve } from "node:path";
import { refuseFile, statUserFile } from "../../haystack/user-file.ts";
import type { UserRecord } from "../../haystack/user-record.ts";
import { readUserRecords } from "../../haystack/user-records.ts";

/** What a user named; a file is read once, however many formats look at it. */
export interface Source {
  readonly path: string;
  /** "file:NAME", for reports. */
  readonly name: string;
  readonly folder: boolean;
  /** Of a file. Throws `input-file`. */
  readonly records: () => readonly UserRecord[];
}

/** Throws `input-file` where nothing is at the path. */
export function openSource(path: string): Source {
  const folder = statUserFile(path, "chunks").isDirectory();
  let read: readonly UserRecord[] | undefined;
  return {
    path,
    name: `file:${basename(resolve(path))}`,
    folder,
    records: () => {
      if (folder)
        throw refuseFile(path, "chunks", "a file", "a folder", "Name the file of questions and chunks.");
      read ??= readUserRecords(path, "chunks").records;
      return read;
    },
  };
}

/** Whether the first record of a file has a field. */
export function hasField({ folder, records }: Source, ...fields: readonly string[]): boolean {
  if (folder) return false;
  const value = records()[0]?.value;
  return typeof value === "object" && value !== null && fields.some((field) => field in value);
}

/** Where a record stands. */
export function whereOf({ path, lineOf }: UserRecord): string {
  return `${path}:${lineOf([])}`;
}
