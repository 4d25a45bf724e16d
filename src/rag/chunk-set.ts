import type { ChunkQuestion } from "../chunk-question.ts";

/** Questions with their retrieved chunks, from wherever they came. */
export interface ChunkSet {
  readonly name: string;
  /** Hash of everything that was read, or the version of the generator and its settings. */
  readonly version: string;
  readonly questions: readonly ChunkQuestion[];
  /** Sentences for the report: what was left out and how often, how chunks were cut and ranked. */
  readonly notes: readonly string[];
  /** What is odd about single questions, asked or not; a question may have several. */
  readonly flagged: readonly Flag[];
}

/** A rule that a question of the source breaks. */
export interface Flag {
  readonly questionId: string;
  readonly rule: string;
}
