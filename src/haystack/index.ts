import type { Haystack, NeedleSource } from "../types.ts";
import { genreHaystack, mixedHaystack } from "./genre.ts";
import { inventedQa } from "./invented-qa.ts";
import { runNeedles } from "./needles.ts";

/** What `mixed` alternates; its text is published, so a new genre does not join it. */
export const MIXED_GENRES = ["expedition-log", "town-gazette", "company-report", "interview"] as const;

/**
 * What `--haystack` names.
 *
 * @example
 * ```ts
 * const names = haystacks.map(({ name }) => name);
 * ```
 */
export const haystacks: readonly Haystack[] = [
  mixedHaystack(MIXED_GENRES, { split: "run" }),
  genreHaystack("expedition-log", { split: "run" }),
  genreHaystack("town-gazette", { split: "run" }),
  genreHaystack("company-report", { split: "run" }),
  genreHaystack("interview", { split: "run" }),
  genreHaystack("court-minutes", { split: "run" }),
  genreHaystack("ship-chat", { split: "run" }),
  genreHaystack("source-code", { split: "run" }),
  genreHaystack("ledger", { split: "run" }),
];

/** What `--needles` names. */
export const needleSources: readonly NeedleSource[] = [runNeedles, inventedQa];

/** The training side of each, with other seeds and other held-out words. The embedded model is trained on `mixed`. */
export const trainHaystacks: readonly Haystack[] = [
  mixedHaystack(MIXED_GENRES, { split: "train" }),
  genreHaystack("expedition-log", { split: "train" }),
  genreHaystack("town-gazette", { split: "train" }),
  genreHaystack("company-report", { split: "train" }),
  genreHaystack("interview", { split: "train" }),
  genreHaystack("court-minutes", { split: "train" }),
  genreHaystack("ship-chat", { split: "train" }),
  genreHaystack("source-code", { split: "train" }),
  genreHaystack("ledger", { split: "train" }),
];
