import { z } from "zod";
import { MidspanError } from "../errors.ts";
import type { Embedder } from "../types.ts";
import { baseUrl } from "./base-url.ts";
import { openHttp } from "./http.ts";
import { ollamaHost } from "./ollama-host.ts";

/** Texts that are sent together. */
const BATCH = 64;

const answer = z.object({ embeddings: z.array(z.array(z.number()).min(1)) });

/**
 * Embeddings of an Ollama server (`/api/embed`). A text that is longer than the model takes is refused, not cut.
 * The embedder throws `model-unavailable`, `network`, `bad-response`, and what else the server's status means.
 *
 * @param at the server's address; absent = OLLAMA_HOST or http://127.0.0.1:11434
 */
export function ollamaEmbedder(model: string, at?: string): Embedder {
  const host = at === undefined ? ollamaHost(process.env.OLLAMA_HOST) : baseUrl(at);
  const http = openHttp({ baseUrl: host, secrets: [process.env.OLLAMA_API_KEY ?? ""] });
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      const input = texts.slice(from, from + BATCH);
      const { value } = await http
        .json("/api/embed", { model, input, truncate: false })
        .catch((error: unknown) => {
          throw withCure(error, model);
        });
      const parsed = answer.safeParse(value);
      const found = parsed.success ? parsed.data.embeddings : [];
      if (found.length !== input.length)
        throw new MidspanError(
          "bad-response",
          `embeddings of ${model}; a list of numbers a text, ${input.length}: ${found.length}`,
        );
      vectors.push(...found.map((row) => Float32Array.from(row)));
    }
    return vectors;
  };
}

function withCure(error: unknown, model: string): unknown {
  if (!(error instanceof MidspanError)) return error;
  const cure = /not found/.test(error.message)
    ? `ollama pull ${model}`
    : /context|input length/.test(error.message)
      ? "Cut the documents into smaller chunks."
      : error.code === "network"
        ? "Start it with: ollama serve; or name its address in OLLAMA_HOST."
        : error.cure;
  return new MidspanError(error.code, error.message, {
    ...(cure === undefined ? {} : { cure }),
    retryable: error.retryable,
    cause: error,
  });
}
