import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MidspanError } from "../errors.ts";
import { packageRoot } from "../root.ts";
import type { NeedleSource } from "../types.ts";
import { jsonlRecords } from "./jsonl-records.ts";
import type { FileSource } from "./needle-file.ts";
import { publishedDocuments } from "./published-documents.ts";

/** Path below `datasets/`. */
const FILE = "qa/invented-20_total_documents_gold_at_0.jsonl.gz";

let read: (FileSource & { readonly version: string }) | undefined;

/**
 * 1,200 questions about an invented country, each with 19 hard negatives, for `multi-document-qa`. A context takes as
 * many documents as fit its length: the question's own first, then others of the country that lack the answer.
 */
export const inventedQa: NeedleSource = {
  name: "invented-qa",
  summary: "1,200 questions about an invented country with their documents, for multi-document-qa",
  get version() {
    return source().version;
  },
  make: (request) => source().make(request),
};

function source(): FileSource & { readonly version: string } {
  read ??= readRows();
  return read;
}

function readRows(): FileSource & { readonly version: string } {
  const path = join(packageRoot(), "datasets", FILE);
  try {
    const text = gunzipSync(readFileSync(path)).toString("utf8");
    const version = createHash("sha256").update(text).digest("hex").slice(0, 12);
    return { version, ...publishedDocuments(jsonlRecords(text, path), path) };
  } catch (cause) {
    throw new MidspanError("internal", `data set; it comes with the package: ${path}`, {
      cure: "Install the package again.",
      cause,
    });
  }
}
