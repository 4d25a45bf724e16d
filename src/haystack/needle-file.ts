import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type { NeedleSource } from "../types.ts";
import { ownFacts } from "./own-facts.ts";
import { publishedDocuments } from "./published-documents.ts";
import { publishedPairs } from "./published-pairs.ts";
import { refuseFile } from "./user-file.ts";
import type { UserRecord } from "./user-record.ts";
import { readUserRecords } from "./user-records.ts";

/**
 * A user's file as needles: own facts, or documents or key-value records as published by Liu et al. (2024), which
 * are known by their fields. `version` is a hash of the text. Needles take turns by seed: none comes again before
 * all have come. Throws `input-file` with file, line, field, rule and value.
 *
 * @example
 * ```ts
 * const needles = fileNeedles("needles.yaml");
 * ```
 */
export function fileNeedles(path: string): NeedleSource {
  const { text, records } = readUserRecords(path, "needles");
  const [first] = records;
  if (first === undefined)
    throw refuseFile(path, "needles", "a file with one needle or more", "none", "Put a needle into it.");
  return {
    name: `file:${basename(resolve(path))}`,
    version: createHash("sha256").update(text).digest("hex").slice(0, 12),
    file: path,
    ...sourceOf(first)(records, path),
  };
}

/** What a source does with its records; its name and version follow from the file. */
export type FileSource = Pick<NeedleSource, "make" | "fit" | "lineOf" | "notes" | "published">;

function sourceOf({ value }: UserRecord): (records: readonly UserRecord[], path: string) => FileSource {
  const has = (field: string): boolean => typeof value === "object" && value !== null && field in value;
  if (has("ctxs")) return publishedDocuments;
  return has("ordered_kv_records") ? publishedPairs : ownFacts;
}
