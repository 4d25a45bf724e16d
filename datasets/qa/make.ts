/** Writes the question-answering set anew: `npx tsx datasets/qa/make.ts`. A test checks that it is what this makes. */
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { qaRows } from "../../src/haystack/qa-rows.ts";

const rows = [...qaRows({ seed: 1, documents: 20, questions: 2 })];
const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
writeFileSync(
  new URL("invented-20_total_documents_gold_at_0.jsonl.gz", import.meta.url),
  gzipSync(text, { level: 9 }),
);
