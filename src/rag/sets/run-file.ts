import { readUserFile } from "../../haystack/user-file.ts";
import { numberOf, tableLines } from "./table-lines.ts";

/** What a retriever found for a query, best first. */
export interface RankedDocument {
  readonly document: string;
  readonly score: number;
}

/**
 * A run file as TREC has it: query, Q0, document, rank, score and the run's name, a line a document; documents of a
 * query are ordered by score, as trec_eval does. Throws `input-file`.
 */
export function readRunFile(path: string): ReadonlyMap<string, readonly RankedDocument[]> {
  const fields = ["query", "Q0", "document", "rank", "score", "name"];
  const found = new Map<string, RankedDocument[]>();
  for (const { values, line } of tableLines(readUserFile(path, "run file"), path, fields, /\s+/)) {
    const [query = "", , document = "", , score] = values;
    const entry = { document, score: numberOf(score, "score", path, line) };
    const known = found.get(query);
    if (known === undefined) found.set(query, [entry]);
    else known.push(entry);
  }
  for (const list of found.values()) list.sort((a, b) => b.score - a.score);
  return found;
}
