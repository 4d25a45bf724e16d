import { MidspanError } from "../errors.ts";
import type { ChunkQuestion } from "../types.ts";
import type { ChunkSet, Flag } from "./chunk-set.ts";
import { FLAG_RULES } from "./flag-rules.ts";

/** The questions that can be asked with `k` chunks, and a flag for each that cannot. */
export interface Usable {
  readonly questions: readonly ChunkQuestion[];
  readonly flagged: readonly Flag[];
}

/** Throws `does-not-fit` where no question has `k` chunks. */
export function usableAt({ name, questions }: ChunkSet, k: number): Usable {
  const enough = questions.filter(({ chunks }) => chunks.length >= k);
  if (enough.length === 0) {
    const most = Math.max(0, ...questions.map(({ chunks }) => chunks.length));
    throw new MidspanError("does-not-fit", `chunks a question of ${name}; at most ${most}: ${k}`, {
      cure: `Ask for at most ${most} chunks.`,
    });
  }
  const few = questions.filter(({ chunks }) => chunks.length < k);
  return {
    questions: enough,
    flagged: few.map(({ id, chunks }) => ({
      questionId: id,
      rule: FLAG_RULES.fewChunks.rule,
      detail: `${chunks.length} of ${k}`,
    })),
  };
}
