import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Embedder } from "../types.ts";
import { dtypeOf, dtypes } from "./model-folder.ts";
import { splitFragment } from "./name-fragment.ts";
import { ollamaEmbedder } from "./ollama-embedder.ts";
import { transformersEmbedder } from "./transformers-embedder.ts";

type Opener = (name: string, baseUrl?: string) => Promise<Embedder>;

/** Every way of reaching an embedding model. */
const embedders: Readonly<Record<string, Opener>> = {
  transformers: async (name) => {
    const [folder, fragment] = splitFragment(name);
    const dtype = fragment === undefined ? undefined : dtypeOf(fragment);
    if (fragment !== undefined && dtype === undefined)
      throw new MidspanError(
        "unknown-name",
        `no such number format; one of ${dtypes.join(", ")}: ${fragment}`,
      );
    return transformersEmbedder(folder, dtype);
  },
  ollama: async (name, baseUrl) => ollamaEmbedder(name, baseUrl),
};

/**
 * Opens `transformers:FOLDER` or `ollama:NAME`. Throws `usage`, `unknown-name`, `model-unavailable`.
 *
 * @example
 * ```ts
 * const embed = await openEmbedder("ollama:nomic-embed-text");
 * const set = await readChunkSet("beir/", { embed });
 * ```
 */
export async function openEmbedder(id: string, baseUrl?: string): Promise<Embedder> {
  const [, adapter = "", name = ""] = /^([^:]*):(.+)$/.exec(id) ?? [];
  const names = Object.keys(embedders);
  if (name === "")
    throw new MidspanError("usage", `embedding model; ADAPTER:NAME with ${names.join(" or ")}: ${id}`);
  const open = embedders[adapter];
  if (open !== undefined) return open(name, baseUrl);
  const near = nearest(adapter, names);
  throw new MidspanError("unknown-name", `no embeddings from it; one of ${names.join(", ")}: ${adapter}`, {
    ...(near === undefined ? {} : { cure: `Did you mean ${near}:${name}?` }),
  });
}
