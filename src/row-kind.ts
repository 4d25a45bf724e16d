import type { Trial } from "./record.ts";
import type { Cell, Score } from "./types.ts";

/** Numbers that differ from trial to trial, in the order of `RecordRow.numbers`. */
export const ROW_NUMBERS = [
  "contextLength",
  "depth",
  "seed",
  "tokens",
  "recall",
  "firstLine",
  "statedIn",
  "promptTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens",
  "prefillMs",
  "totalMs",
] as const;
export type RowNumber = (typeof ROW_NUMBERS)[number];

/** Texts that do, in the order of `RecordRow.texts`. */
export const ROW_TEXTS = ["id", "promptSha256", "startedAt", "output", "decoy"] as const;
export type RowText = (typeof ROW_TEXTS)[number];

type Own = RowNumber | RowText | "goldDepths" | "usage" | "responseId";

/** What many trials share: a trial without what is each one's own. */
export type RowKind = Omit<Trial, Own | "cell" | "actual" | "score" | "generation"> & {
  readonly cell: Omit<Cell, Own>;
  /** They share how many facts there are. */
  readonly actual: Omit<Trial["actual"], Own> & { readonly goldDepths: readonly unknown[] };
  /** They share which of these there are. */
  readonly score?: Omit<Score, Own> & Partial<Readonly<Record<"firstLine" | "statedIn" | "decoy", unknown>>>;
  readonly generation?: Omit<NonNullable<Trial["generation"]>, Own>;
};
