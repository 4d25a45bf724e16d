import type { Chunk } from "../../types.ts";
import type { FlagName } from "../flag-rules.ts";

/** A row of a source as its format gives it; nothing is checked but types. */
export interface Row {
  readonly id: string;
  /** "file:line" */
  readonly where: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly answerPrefix?: string;
  readonly chunks: readonly Chunk[];
  /** Where no chunk has a score: they are listed by rank. */
  readonly byRank?: boolean;
  /** What the format found already. */
  readonly flags?: readonly FlagName[];
}
