import type { ChunkSet } from "../chunk-set.ts";
import type { ChunkSetOptions } from "./options.ts";
import type { Source } from "./source.ts";

/** One way in which questions and chunks are kept. A new one is one file and one entry in index.ts. */
export interface ChunkSetFormat {
  readonly name: string;
  /** One line for listings. */
  readonly summary: string;
  /** Whether the source looks like it, by content. */
  recognises(source: Source, options: ChunkSetOptions): boolean;
  /** Throws `input-file` with file, line, rule and value. */
  read(source: Source, options: ChunkSetOptions): Promise<ChunkSet>;
}
