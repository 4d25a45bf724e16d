import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type QaRow, qaRow } from "../../src/haystack/qa-rows.ts";
import { qaDocuments } from "../../src/haystack/qa-world.ts";
import { bestSubspanEm } from "../../src/scorers/best-subspan-em.ts";
import { anyHaystackSays } from "./haystack-texts.ts";
import type { SetVerdict } from "./verdict.ts";

const FILE = new URL("../qa/invented-20_total_documents_gold_at_0.jsonl.gz", import.meta.url);

/** `invented-qa`: every question with its documents, by the rule of its own scorer. */
export function checkQa(): SetVerdict {
  const rows = gunzipSync(readFileSync(FILE))
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map((line): QaRow => qaRow.parse(JSON.parse(line)));
  const holding = ({ answers, ctxs }: QaRow) =>
    ctxs.filter(({ title, text }) => bestSubspanEm(`${title} ${text}`, answers));
  return {
    set: "invented-qa",
    items: rows.length,
    notUnique: rows.filter((row) => holding(row).some(({ isgold }) => !isgold) || holding(row).length !== 1)
      .length,
    // Years and numbers may stand anywhere; what a question is about may not.
    inHaystack: rows.filter(({ ctxs }) => anyHaystackSays(ctxs[0]?.title ?? "")).length,
    inQuestion: rows.filter(({ question, answers }) => bestSubspanEm(question, answers)).length,
    repeated: rows.length - new Set(rows.map(({ question }) => question)).size,
    oneIn: fewestAnswers(),
    drawnFrom: "different answers that the fewest-valued attribute has in the set",
  };
}

/** Of each attribute of each kind of thing, how many answers the world has; the smallest number. */
function fewestAnswers(): number {
  const answers = new Map<string, Set<string>>();
  for (const { kind, facts } of qaDocuments(1))
    for (const { key, answer } of facts) {
      const name = `${kind}: ${key}`;
      answers.set(name, (answers.get(name) ?? new Set()).add(answer));
    }
  return Math.min(...[...answers.values()].map(({ size }) => size));
}
