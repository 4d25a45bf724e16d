import { z } from "zod";
import { checkRecord } from "./check-record.ts";
import { jsonlRecords } from "./jsonl-records.ts";

/** The text of one field of every line, each as paragraphs. Throws `input-file` with the line. */
export function jsonlText(text: string, field: string, path: string): string {
  const schema = z.looseObject({ [field]: z.string() });
  return jsonlRecords(text, path)
    .map((record) => checkRecord(record, schema)[field] as string)
    .join("\n\n");
}
