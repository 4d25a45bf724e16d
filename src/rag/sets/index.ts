import { MidspanError } from "../../errors.ts";
import { refuseFile } from "../../haystack/user-file.ts";
import { nearest } from "../../nearest.ts";
import type { ChunkSet } from "../chunk-set.ts";
import { beir } from "./beir.ts";
import { chunks } from "./chunks.ts";
import { documents } from "./documents.ts";
import type { ChunkSetFormat } from "./format.ts";
import { lostInTheMiddle } from "./lost-in-the-middle.ts";
import type { ChunkSetOptions } from "./options.ts";
import { ragas } from "./ragas.ts";
import { openSource } from "./source.ts";
import { syntheticSet } from "./synthetic.ts";

export type { ChunkSetFormat } from "./format.ts";
export type { ChunkSetOptions } from "./options.ts";

/** Every way of reading retrieved chunks; the first that recognises a source reads it. */
export const chunkSetFormats: readonly ChunkSetFormat[] = [beir, documents, chunks, lostInTheMiddle, ragas];

/**
 * Reads a user's questions with their chunks; the embedded synthetic set where there is no source. No row of the
 * source is lost without a word: it is a question of the set, or `flagged` says what is wrong with it.
 * Throws `input-file`, `unknown-name` (format), `usage`, and what an embedder throws.
 *
 * @example
 * ```ts
 * const { questions, flagged } = await readChunkSet("chunks.jsonl");
 * ```
 */
export async function readChunkSet(
  source: string | undefined,
  options: ChunkSetOptions = {},
): Promise<ChunkSet> {
  const { depth } = options;
  if (depth !== undefined && (!Number.isInteger(depth) || depth < 1))
    throw new MidspanError("usage", `chunks a question; a whole number, at least 1: ${depth}`);
  if (source === undefined) return syntheticSet(options.synthetic);
  const opened = openSource(source);
  const format =
    options.format === undefined
      ? chunkSetFormats.find((entry) => entry.recognises(opened, options))
      : formatNamed(options.format);
  if (format === undefined) {
    const names = chunkSetFormats.map(({ name }) => name).join(", ");
    throw refuseFile(source, "chunks", `in a known format (${names})`, "no field of any", FIELDS);
  }
  return format.read(opened, options);
}

const FIELDS =
  "Rows need chunks, ctxs, contexts or retrieved_contexts; documents need a file of questions (--asked).";

function formatNamed(name: string): ChunkSetFormat {
  const found = chunkSetFormats.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = chunkSetFormats.map((entry) => entry.name);
  const near = nearest(name, names);
  throw new MidspanError("unknown-name", `no such format of chunks; one of ${names.join(", ")}: ${name}`, {
    ...(near === undefined ? {} : { cure: `Did you mean ${near}?` }),
  });
}
