import { csvRows } from "./csv-rows.ts";
import { openText, type Reading } from "./file-text.ts";
import { jsonRows } from "./json-rows.ts";
import { lineRows } from "./line-rows.ts";
import type { Row } from "./row.ts";
import type { SourceFile } from "./source-files.ts";

/** The rows of a file, and what has been read of it. */
export function fileRows({ path, name }: SourceFile): {
  readonly rows: AsyncGenerator<Row>;
  readonly reading: Reading;
} {
  const { text, reading } = openText(path, name);
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return { rows: rowsOf(text, ending), reading };
}

/** By the ending of the name and, since endings are not always kept, by the first character. */
async function* rowsOf(text: AsyncGenerator<string>, ending: string): AsyncGenerator<Row> {
  const opening = await text.next();
  if (opening.done === true) return;
  const whole = async function* (): AsyncGenerator<string> {
    yield opening.value;
    yield* text;
  };
  const first = opening.value.trimStart()[0];
  if (ending === "csv" || ending === "tsv") yield* csvRows(whole());
  else if (first === "[" || (first === "{" && ending === "json")) yield* jsonRows(whole());
  else if (first === "{" || ending === "jsonl" || ending === "ndjson") yield* lineRows(whole());
  else yield* ending === "json" ? jsonRows(whole()) : csvRows(whole());
}
