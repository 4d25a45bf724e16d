import type { Haystack } from "../types.ts";
import { genreHaystack, mixedHaystack } from "./genre.ts";

const GENRES = ["expedition-log", "town-gazette", "company-report", "interview"] as const;

/** What `--haystack` names. */
export const haystacks: readonly Haystack[] = [
  mixedHaystack(GENRES, { split: "run" }),
  genreHaystack("expedition-log", { split: "run" }),
  genreHaystack("town-gazette", { split: "run" }),
  genreHaystack("company-report", { split: "run" }),
  genreHaystack("interview", { split: "run" }),
];

/** The same genres with other seeds and other held-out words: what the embedded model is trained on. */
export const trainHaystacks: readonly Haystack[] = [
  mixedHaystack(GENRES, { split: "train" }),
  genreHaystack("expedition-log", { split: "train" }),
  genreHaystack("town-gazette", { split: "train" }),
  genreHaystack("company-report", { split: "train" }),
  genreHaystack("interview", { split: "train" }),
];
