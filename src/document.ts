/** Share of the context before a fact: 0 = first token, 1 = last. Measured as before / (before + after), in tokens. */
export type Depth = number;

/** What a segment is in its document. */
export type SegmentKind = "filler" | "distractor" | "needle";

/** The smallest unit that moves: a sentence, a record, a retrieved chunk. */
export interface Segment {
  readonly kind: SegmentKind;
  /** White space that joins it to what stands before ("" , " ", "\n\n"); dropped at the start of a context. */
  readonly lead: string;
  readonly text: string;
  readonly needleId?: string;
}

/** Makes filler without end from a seed. Equal (name, version, seed) give equal segments. */
export interface Haystack {
  readonly name: string;
  readonly version: string;
  /** How a fact is written where the text is lines; absent or undefined: a sentence after a space. */
  readonly facts?: FactForm | undefined;
  /** Segments in reading order; finite only where the source is a user's file. */
  segments(seed: number): Iterable<Segment>;
}

/** Makes a fact a line of the text's own kind: a comment in code, a row of a table. */
export interface FactForm {
  /** White space. */
  readonly lead: string;
  readonly before: string;
  readonly after: string;
}

/** Segments with needles planted. */
export interface Context {
  readonly segments: readonly Segment[];
  readonly text: string;
  readonly tokens: number;
  readonly gold: readonly Gold[];
}

/** Where a gold fact came to lie. */
export interface Gold {
  readonly needleId: string;
  /** Realised depth within the context. */
  readonly depth: Depth;
  /** Character span [start, end) within the text that holds it (the context, later the user message). */
  readonly start: number;
  readonly end: number;
  /** Index of the message in which the span counts, where that is not the last user message (a chat's reply). */
  readonly message?: number;
}
