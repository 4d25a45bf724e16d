import { createHash } from "node:crypto";
import { MidspanError } from "../../errors.ts";
import type { ChunkSet } from "../chunk-set.ts";
import { notesOf } from "./notes.ts";
import type { Row } from "./row.ts";
import { settleRow } from "./settle-row.ts";

/**
 * A set of a source's rows. Throws `input-file` where two rows have one id, where there is no row, and where none
 * of them can be asked.
 *
 * @param made how the rows were made, for the report
 */
export function gatherSet(
  rows: readonly Row[],
  name: string,
  path: string,
  made: readonly string[],
): ChunkSet {
  const seen = new Set<string>();
  for (const { id, where } of rows) {
    if (seen.has(id))
      throw new MidspanError("input-file", `${where}: id; must be of one question: ${JSON.stringify(id)}`, {
        cure: "Give each question an id of its own.",
      });
    seen.add(id);
  }
  const settled = rows.map(settleRow);
  const questions = settled.flatMap(({ question }) => question ?? []);
  const flagged = settled.flatMap(({ flags }) => flags);
  if (questions.length === 0) {
    const [first] = flagged;
    const why = first === undefined ? "no rows" : `${rows.length} rows without, the first: ${first.rule}`;
    throw new MidspanError("input-file", `chunks ${path}; must hold a question that can be asked: ${why}`, {
      cure: "Give each row a question, answers and chunks; a BEIR folder needs a file of answers.",
    });
  }
  const version = createHash("sha256").update(JSON.stringify(questions)).digest("hex").slice(0, 12);
  const bare = questions.filter(({ ranked, chunks }) => ranked && chunks[0]?.score === undefined);
  const assumed =
    bare.length === 0 ? [] : [`${bare.length} questions without scores count as ranked as they stand`];
  const left = rows.length - questions.length;
  const asked = `${path}: ${questions.length} questions${left > 0 ? `, ${left} left out` : ""}`;
  const notes = [asked, ...made, ...assumed, ...notesOf(flagged)];
  return { name, version, questions, notes, flagged };
}
