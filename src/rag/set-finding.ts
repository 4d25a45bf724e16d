import type { Finding } from "../findings.ts";
import type { Flag } from "./chunk-set.ts";
import { notesOf } from "./sets/notes.ts";

/** What is odd about the questions of a set, as what must be borne in mind: a sentence a rule, counted, with ids. */
export function setFinding(flagged: readonly Flag[]): Finding {
  return {
    name: "chunk-set",
    question: "What is odd about the questions?",
    rows: [],
    cautions: notesOf(flagged),
  };
}
