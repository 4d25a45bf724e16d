import { statSync } from "node:fs";
import { join } from "node:path";
import type { ChunkSet } from "../rag/chunk-set.ts";
import { chunkLines } from "../rag/sets/chunk-lines.ts";
import { readChunkSet } from "../rag/sets/index.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import type { CountTokens } from "../tokens.ts";
import type { Embedder } from "../types.ts";
import { wholeNumber } from "./numbers.ts";

/** How a set is read, where that does not follow from the source. */
export interface SetFlags {
  readonly format?: string;
  readonly asked?: string;
  readonly answers?: string;
  readonly runFile?: string;
  readonly split?: string;
  readonly depth?: string;
  readonly chunkTokens?: string;
  readonly overlap?: string;
  readonly embed?: string;
}

/** A set, and the file from which the runs read it; undefined = the invented one. */
export interface RagSet {
  readonly set: ChunkSet;
  readonly source: string | undefined;
}

/**
 * Reads a set. What is cut, ranked or joined of several files is written to `chunks.jsonl` in the output folder, so
 * that the runs, and whoever looks at one of their prompts later, need neither the folder nor the embedding model.
 *
 * @param model whose tokens the chunks of documents are counted in
 */
export async function readRagSet(
  source: string | undefined,
  flags: SetFlags,
  model: string,
  output: string,
): Promise<RagSet> {
  const { format, asked, answers, runFile, split, depth, chunkTokens, overlap, embed } = flags;
  const set = await readChunkSet(source, {
    ...(format === undefined ? {} : { format }),
    ...(asked === undefined ? {} : { questions: asked, count: await counterOf(model) }),
    ...(answers === undefined ? {} : { answers }),
    ...(runFile === undefined ? {} : { run: runFile }),
    ...(split === undefined ? {} : { split }),
    ...(depth === undefined ? {} : { depth: wholeNumber("--depth", depth) }),
    ...(chunkTokens === undefined ? {} : { chunkTokens: wholeNumber("--chunk-tokens", chunkTokens) }),
    ...(overlap === undefined ? {} : { overlapTokens: wholeNumber("--overlap", overlap) }),
    ...(embed === undefined ? {} : { embed: await embedderOf(embed) }),
  });
  const whole = asked === undefined && format === undefined;
  if (source === undefined || (whole && !statSync(source).isDirectory())) return { set, source };
  const written = join(output, "chunks.jsonl");
  await writeAtomically(written, chunkLines(set.questions));
  return { set, source: written };
}

async function embedderOf(id: string): Promise<Embedder> {
  const { openEmbedder } = await import("../models/open-embedder.ts");
  return openEmbedder(id);
}

async function counterOf(id: string): Promise<CountTokens> {
  const { openModel } = await import("../models/index.ts");
  const model = await openModel(id, { offline: true });
  await model.close();
  return model.tokenizer.count;
}
