import type { Answer } from "./importer.ts";

/** Tokens of one document of the NQ files and of one pair of uuids, after the paper: 20 documents are about 4K, 140 pairs about 8K. */
const DOCUMENT_TOKENS = 200;
const PAIR_TOKENS = 55;

/** What follows from a number of documents or pairs, and the place of the gold one, counted from 0. */
export function placed(
  kind: "documents" | "pairs",
  n: number,
  gold: number,
): Pick<Answer, "length" | "documents" | "depth"> {
  return { length: lengthOf(kind, n), documents: n, depth: n === 1 ? 0 : gold / (n - 1) };
}

function lengthOf(kind: "documents" | "pairs", n: number): number {
  return n * (kind === "documents" ? DOCUMENT_TOKENS : PAIR_TOKENS);
}
