import type { Haystack, NeedleSource } from "../types.ts";
import { genreHaystack, mixedHaystack } from "./genre.ts";
import { inventedQa } from "./invented-qa.ts";
import { runNeedles } from "./needles.ts";

/** What `mixed` alternates; its text is published, so a new genre does not join it. */
const GENRES = ["expedition-log", "town-gazette", "company-report", "interview"] as const;

/** What `--haystack` names. */
export const haystacks: readonly Haystack[] = [
  mixedHaystack(GENRES, { split: "run" }),
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

/** The genres that the embedded model is trained on, with other seeds and other held-out words. */
export const trainHaystacks: readonly Haystack[] = [
  mixedHaystack(GENRES, { split: "train" }),
  genreHaystack("expedition-log", { split: "train" }),
  genreHaystack("town-gazette", { split: "train" }),
  genreHaystack("company-report", { split: "train" }),
  genreHaystack("interview", { split: "train" }),
];
