import type { ChunkSet, Flag } from "../rag/chunk-set.ts";
import { FLAG_RULES } from "../rag/flag-rules.ts";
import { notesOf } from "../rag/sets/notes.ts";
import { tooLong } from "../rag/too-long.ts";
import { usableAt } from "../rag/usable.ts";
import { closeModels } from "./open-sweep.ts";
import { modelFlags, type RagFlags } from "./rag-flags.ts";
import { openOffline } from "./rag-length.ts";

/** Tokens that one character is at most, where a tokenizer falls back to bytes. */
const TOKENS_A_CHARACTER = 4;

/** What of a set cannot be asked with so many chunks, or of these models: by the question's id. */
export async function flaggedAt(
  set: ChunkSet,
  counts: readonly number[],
  flags: RagFlags,
): Promise<{ readonly flagged: readonly Flag[]; readonly notes: readonly string[] }> {
  const flagged = [...counts.flatMap((k) => usableAt(set, k).flagged), ...(await chunksTooLong(set, flags))];
  return { flagged, notes: notesOf(flagged) };
}

/** By the smallest window of the models that say theirs. */
async function chunksTooLong({ questions }: ChunkSet, flags: RagFlags): Promise<readonly Flag[]> {
  const models = await openOffline(modelFlags(flags));
  try {
    const known = models.flatMap(({ contextWindow, tokenizer }) =>
      contextWindow === undefined ? [] : [{ contextWindow, tokenizer }],
    );
    const [smallest] = known.sort((a, b) => a.contextWindow - b.contextWindow);
    if (smallest === undefined) return [];
    const { contextWindow, tokenizer } = smallest;
    return questions.flatMap(({ id, chunks }) => {
      const suspects = chunks.filter(({ text }) => text.length * TOKENS_A_CHARACTER > contextWindow);
      const long = tooLong(suspects, contextWindow, tokenizer.count);
      const rule = FLAG_RULES.chunkTooLong.rule;
      return long.length === 0 ? [] : [{ questionId: id, rule, detail: long.join(", ") }];
    });
  } finally {
    await closeModels(models);
  }
}
