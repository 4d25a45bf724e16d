import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type FeatureExtractionPipeline, pipeline } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import type { Embedder } from "../types.ts";
import { type Dtype, dtypes } from "./model-folder.ts";

/** Texts that go through the graph together; all of them are padded to the longest. */
const BATCH = 16;

/**
 * Embeddings of a local folder through transformers.js' feature extraction: the mean of the last hidden states, of
 * length 1. No network. A text that is longer than the model takes is refused, not cut.
 * Throws `model-unavailable`; the embedder throws `context-window`.
 */
export async function transformersEmbedder(folder: string, dtype?: Dtype): Promise<Embedder> {
  const source = resolve(folder);
  if (!existsSync(source) || !statSync(source).isDirectory())
    throw new MidspanError("model-unavailable", `no such model folder; a folder with config.json: ${source}`);
  const extract = await load(source, dtype ?? "fp32");
  const outputs = outputNames(extract);
  if (!outputs.some((name) => name === "last_hidden_state" || name === "token_embeddings"))
    throw new MidspanError(
      "model-unavailable",
      `the model gives no hidden states; an output last_hidden_state: ${outputs.join(", ")}`,
      { cure: "name the folder of a model that was exported for feature extraction" },
    );
  const most = longest(extract);
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      const batch = texts.slice(from, from + BATCH);
      for (const text of batch) refuseLong(extract, text, most);
      const pooled = await extract(batch, { pooling: "mean", normalize: true });
      const size = pooled.dims.at(-1) ?? 0;
      const data = pooled.data as Float32Array;
      vectors.push(...batch.map((_, i) => Float32Array.from(data.subarray(i * size, (i + 1) * size))));
    }
    return vectors;
  };
}

async function load(source: string, dtype: Dtype): Promise<FeatureExtractionPipeline> {
  try {
    return await pipeline("feature-extraction", source, { dtype, device: "cpu", local_files_only: true });
  } catch (cause) {
    throw new MidspanError(
      "model-unavailable",
      `the embedding model cannot be loaded; a folder or hub id of one for transformers.js: ${source}`,
      {
        cause,
        cure: `it must hold config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx, or name a number format of it: one of ${dtypes.join(", ")}`,
      },
    );
  }
}

function outputNames({ model }: FeatureExtractionPipeline): readonly string[] {
  const session = model.sessions.model as { readonly outputNames?: readonly string[] } | undefined;
  return session?.outputNames ?? [];
}

/** Tokens that the tokenizer and the positions allow; a tokenizer without a limit has a very large number. */
function longest({ tokenizer, model }: FeatureExtractionPipeline): number {
  const positions: unknown = Reflect.get(model.config, "max_position_embeddings");
  const own: unknown = tokenizer.model_max_length;
  return Math.min(
    typeof own === "number" ? own : Number.POSITIVE_INFINITY,
    typeof positions === "number" ? positions : Number.POSITIVE_INFINITY,
  );
}

function refuseLong({ tokenizer }: FeatureExtractionPipeline, text: string, most: number): void {
  const tokens = tokenizer.encode(text).length;
  if (tokens > most)
    throw new MidspanError(
      "context-window",
      `a text is too long for the embedding model; at most ${most} tokens: ${tokens}`,
      { cure: "Cut the documents into smaller chunks." },
    );
}
