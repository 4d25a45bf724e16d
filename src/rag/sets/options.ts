import type { CountTokens } from "../../tokens.ts";
import type { Embedder } from "../../types.ts";
import type { SyntheticRequest } from "./synthetic.ts";

/** How a source is to be read; what is not given has a default or follows from the source. */
export interface ChunkSetOptions {
  /** Name of a format; absent = recognised by content. */
  readonly format?: string;
  /** A folder of documents: the file of its questions (.jsonl, .csv, .yaml). */
  readonly questions?: string;
  /** A BEIR folder: a file of `{id, answers}`; its qrels name documents only. Default answers.jsonl in it. */
  readonly answers?: string;
  /** A BEIR folder: a run file (TREC: query Q0 document rank score tag), in place of ranking here. */
  readonly run?: string;
  /** A BEIR folder: which file of qrels/. Default "test", or the only one. */
  readonly split?: string;
  /** Where no chunk has a score: whether they are listed best first. Absent = as the format usually is. */
  readonly byRank?: boolean;
  /** Chunks a question is given where they are ranked here. Default 20. */
  readonly depth?: number;
  /** A folder of documents: tokens of a chunk at most, and tokens that two neighbours share. Default 200, 0. */
  readonly chunkTokens?: number;
  readonly overlapTokens?: number;
  /** The model's own; absent = words. */
  readonly count?: CountTokens;
  /** Ranks by cosine similarity; absent = BM25. */
  readonly embed?: Embedder;
  /** The embedded set. */
  readonly synthetic?: SyntheticRequest;
}

/** Defaults. */
export const DEPTH = 20;
export const CHUNK_TOKENS = 200;
export const OVERLAP_TOKENS = 0;
