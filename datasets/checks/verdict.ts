/** What is checked of one set of needles. Every count is of offences; 0 everywhere is a sound set. */
export interface SetVerdict {
  readonly set: string;
  /** Needles with their question that were looked at: all of a written set, a seeded draw of an invented one. */
  readonly items: number;
  /** Items whose answer stands not exactly where it should within its own document. */
  readonly notUnique: number;
  /** Items that some haystack answers by chance: it states the answer, or names what the question is about. */
  readonly inHaystack: number;
  /** Items whose question, without any document, holds an accepted answer. */
  readonly inQuestion: number;
  /** Items that come twice: the same key with the same value. */
  readonly repeated: number;
  /**
   * A guesser who knows the set but not the document is right once in so many times: the size of what the answer
   * was drawn from by a seed. No text holds the draw, so closed-book there is nothing to know. Absent where the
   * right answer is that there is none.
   */
  readonly oneIn?: number;
  readonly drawnFrom: string;
}

export function isSound({ notUnique, inHaystack, inQuestion, repeated, oneIn = 2 }: SetVerdict): boolean {
  return notUnique + inHaystack + inQuestion + repeated === 0 && oneIn > 1;
}
