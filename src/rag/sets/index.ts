import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { jsonlRecords } from "../../haystack/jsonl-records.ts";
import { readUserFile, refuseFile } from "../../haystack/user-file.ts";
import { refuseRecord, type UserRecord } from "../../haystack/user-record.ts";
import type { ChunkQuestion } from "../../types.ts";
import type { ChunkSet, Flag } from "../chunk-set.ts";
import { checkedQuestion } from "./checked-question.ts";
import { litmRows } from "./litm-rows.ts";
import { ownRows } from "./own-rows.ts";
import { ragasRows } from "./ragas-rows.ts";
import { type SyntheticRequest, syntheticSet } from "./synthetic.ts";

/** How rows of a kind say a question and its chunks. A new one is one file and one entry below. */
export interface ChunkSetFormat {
  readonly name: string;
  /** One line for listings. */
  readonly summary: string;
  /** Fields by which its rows are known. */
  readonly fields: readonly string[];
  /** Throws `input-file` with file, line, field, rule and value. */
  read(record: UserRecord, index: number): ChunkQuestion;
}

/** Every kind of row, the most particular first. */
export const chunkSetFormats: readonly ChunkSetFormat[] = [ownRows, litmRows, ragasRows];

/**
 * A user's questions with their chunks (.jsonl or .json, also .gz), known by their fields; the invented set where there
 * is no source. No row is lost without a word: it is a question of the set, or `flagged` says what is wrong with it.
 * Throws `input-file`.
 */
export function readChunkSet(source: string | undefined, synthetic?: SyntheticRequest): ChunkSet {
  if (source === undefined) return syntheticSet(synthetic);
  const text = readUserFile(source, "chunks");
  const records = recordsOf(text, source);
  const [first] = records;
  if (first === undefined)
    throw refuseFile(source, "chunks", "a file with one question or more", "none", "Put a question into it.");
  const format = chunkSetFormats.find(({ fields }) => fields.every((field) => has(first.value, field)));
  if (format === undefined) {
    const known = chunkSetFormats.map(({ name, fields }) => `${name} (${fields.join(", ")})`);
    throw refuseRecord(first, [], `fields of a known kind: ${known.join(", ")}`, first.value);
  }
  const flagged: Flag[] = [];
  const questions: ChunkQuestion[] = [];
  const ids = new Set<string>();
  for (const [i, record] of records.entries()) {
    const read = format.read(record, i);
    if (ids.has(read.id)) throw refuseRecord(record, ["id"], "an id of its own", read.id);
    ids.add(read.id);
    const question = checkedQuestion(read, (rule) => flagged.push({ questionId: read.id, rule }));
    if (question !== undefined) questions.push(question);
  }
  const left = records.length - questions.length;
  return {
    name: `file:${basename(resolve(source))}`,
    version: createHash("sha256").update(text).digest("hex").slice(0, 12),
    questions,
    notes: [
      `${source}: ${questions.length} questions in ${format.name} rows${left > 0 ? `, ${left} left out` : ""}`,
      ...byRule(flagged),
    ],
    flagged,
  };
}

function recordsOf(text: string, path: string): readonly UserRecord[] {
  if (!text.trimStart().startsWith("[")) return jsonlRecords(text, path);
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw refuseFile(path, "chunks", "JSON", "damaged", "Check the file.");
  }
  return (rows as readonly unknown[]).map((value) => ({ value, path, lineOf: () => 1 }));
}

function has(value: unknown, field: string): boolean {
  return typeof value === "object" && value !== null && field in value;
}

/** Ids that a note names. */
const NAMED = 5;

function byRule(flagged: readonly Flag[]): string[] {
  const rules = new Map<string, string[]>();
  for (const { questionId, rule } of flagged) rules.set(rule, [...(rules.get(rule) ?? []), questionId]);
  return [...rules].map(
    ([rule, ids]) =>
      `${ids.length} ${ids.length === 1 ? "question" : "questions"}: ${rule}: ${ids.slice(0, NAMED).join(", ")}${ids.length > NAMED ? ", ..." : ""}`,
  );
}
