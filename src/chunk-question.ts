/** A piece of a document as a retriever gives it. */
export interface Chunk {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  /** The retriever's score, higher = better; absent where it gave none. */
  readonly score?: number;
  /** Whether the answer stands in it; undefined = not said. */
  readonly gold?: boolean;
  /** Where in its source it stands, so that `document` order can be restored. */
  readonly place?: { readonly document: string; readonly index: number };
  /** What a model has made of it, where one was asked: a shorter text; what it says to the question. */
  readonly summary?: string;
  readonly partial?: string;
}

/** A question with its retrieved chunks. */
export interface ChunkQuestion {
  readonly id: string;
  readonly question: string;
  /** Accepted strings; empty where only the gold chunks are known. */
  readonly answers: readonly string[];
  /** Opening of the answer, for models whose turn can be opened; only the embedded set has it. */
  readonly answerPrefix?: string;
  /** Best first where `ranked`, otherwise as they came. */
  readonly chunks: readonly Chunk[];
  readonly ranked: boolean;
}
