import type { Chunk } from "../../types.ts";
import { statesAnswer } from "../states-answer.ts";
import type { Flagger } from "./settle-row.ts";

/**
 * The chunks with `gold` set where it can be known: as the source says, else by the answer standing in the text.
 * What does not agree with that is flagged.
 */
export function markGold(
  chunks: readonly Chunk[],
  answers: readonly string[],
  flag: Flagger,
): readonly Chunk[] {
  const states = new Set(chunks.filter(({ text }) => statesAnswer(text, answers)).map(({ id }) => id));
  if (chunks.every(({ gold }) => gold === undefined)) {
    if (states.size === 0) {
      flag("answerNowhere");
      return chunks;
    }
    if (states.size > 1) flag("answerInSeveral", [...states].join(", "));
    return chunks.map((chunk) => ({ ...chunk, gold: states.has(chunk.id) }));
  }
  const marked = chunks.map((chunk) => ({ ...chunk, gold: chunk.gold ?? false }));
  const golds = marked.filter(({ gold }) => gold);
  if (golds.length === 0) flag("goldAbsent");
  else if (!golds.some(({ id }) => states.has(id))) flag("goldWithoutAnswer");
  const beside = marked.filter(({ id, gold }) => !gold && states.has(id));
  if (beside.length > 0) flag("answerBesideGold", beside.map(({ id }) => id).join(", "));
  return marked;
}
