import { csvRows } from "./csv-rows.ts";
import { openText, type Reading } from "./file-text.ts";
import { jsonRows } from "./json-rows.ts";
import { lineRows } from "./line-rows.ts";
import type { Row } from "./row.ts";
import type { SourceFile } from "./source-files.ts";

/** The rows of a file, by the ending of its name (.gz aside), and what has been read of it. */
export function fileRows({ path, name }: SourceFile): {
  readonly rows: AsyncGenerator<Row>;
  readonly reading: Reading;
} {
  const { text, reading } = openText(path, name);
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === "csv" || ending === "tsv") return { rows: csvRows(text), reading };
  return { rows: ending === "jsonl" || ending === "ndjson" ? lineRows(text) : jsonRows(text), reading };
}
