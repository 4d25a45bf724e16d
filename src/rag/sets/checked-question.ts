import { standsIn } from "../../haystack/stands-in.ts";
import type { Chunk, ChunkQuestion } from "../../types.ts";

/**
 * A question that can be asked, with what is odd about it flagged: chunks that come twice are kept once; where the
 * source does not say which chunk is gold, those are that state an answer. Undefined, and flagged, where nothing could
 * tell a right answer from a wrong one.
 */
export function checkedQuestion(
  question: ChunkQuestion,
  flag: (rule: string) => void,
): ChunkQuestion | undefined {
  const { answers } = question;
  if (answers.length === 0) {
    flag("no answer is given, so none can be judged; left out");
    return undefined;
  }
  if (question.chunks.length === 0) {
    flag("no chunk is given; left out");
    return undefined;
  }
  const once = distinct(question.chunks, flag);
  const told = once.some(({ gold }) => gold !== undefined);
  const chunks = told
    ? once
    : once.map((chunk) => ({ ...chunk, gold: answers.some((answer) => standsIn(answer, chunk.text)) }));
  const golds = chunks.filter(({ gold }) => gold === true);
  if (golds.length === 0) flag("no chunk holds the answer; asked all the same, as in use");
  if (!told && golds.length > 1) flag("several chunks state the answer; all count as gold");
  if (told && chunks.some((one) => one.gold !== true && answers.some((answer) => standsIn(answer, one.text))))
    flag("an answer stands in a chunk that is not gold");
  if (!question.ranked) flag("its chunks are not ranked; only orders that need no ranks are tried");
  return { ...question, chunks };
}

function distinct(chunks: readonly Chunk[], flag: (rule: string) => void): readonly Chunk[] {
  const texts = new Set<string>();
  const ids = new Set<string>();
  const kept = chunks.filter(({ id, text }) => {
    if (text.trim() === "" || texts.has(text) || ids.has(id)) return false;
    texts.add(text);
    ids.add(id);
    return true;
  });
  if (kept.length < chunks.length) flag("a chunk comes twice or is empty; kept once");
  return kept;
}
