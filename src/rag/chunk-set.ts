import type { ChunkQuestion } from "../types.ts";
import type { FlagRule } from "./flag-rules.ts";

/** Questions with their retrieved chunks, from wherever they came. */
export interface ChunkSet {
  readonly name: string;
  /** Hash of the questions and their chunks, or the version of the generator and its settings. */
  readonly version: string;
  readonly questions: readonly ChunkQuestion[];
  /** Sentences for the report: how chunks were cut and ranked, what the source holds besides. */
  readonly notes: readonly string[];
  /** What is odd about single rows of the source; a row that is not among `questions` is here. */
  readonly flagged: readonly Flag[];
}

/** A rule that a row of the source breaks. */
export interface Flag {
  readonly questionId: string;
  /** One of a closed list, so that a report can count by it. */
  readonly rule: FlagRule;
  /** Which chunks, how many ... */
  readonly detail?: string;
}
