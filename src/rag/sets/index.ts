import { MidspanError } from "../../errors.ts";
import type { ChunkSet } from "../chunk-set.ts";
import type { ChunkSetFormat } from "./format.ts";
import type { ChunkSetOptions } from "./options.ts";

/** Every way of reading retrieved chunks, the most particular first. */
export const chunkSetFormats: readonly ChunkSetFormat[] = [];

/**
 * Reads a user's questions with their chunks; the embedded synthetic set where there is no source. No row of the
 * source is lost without a word: it is a question of the set, or `flagged` says what is wrong with it.
 * Throws `input-file`, `unknown-name` (format), `usage`.
 */
export async function readChunkSet(
  source: string | undefined,
  options: ChunkSetOptions = {},
): Promise<ChunkSet> {
  const format = chunkSetFormats.find(
    ({ recognises }) => source !== undefined && recognises(source, options),
  );
  if (format === undefined || source === undefined)
    throw new MidspanError("input-file", `chunks; must be in a known format: ${source ?? "none"}`);
  return format.read(source, options);
}
