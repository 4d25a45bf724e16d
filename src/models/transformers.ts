import { existsSync } from "node:fs";
import type { Adapter } from "./adapter.ts";
import { openLocalModel } from "./local-model.ts";
import { type ModelFolder, readModelFolder } from "./model-folder.ts";

/** Any causal language model that transformers.js loads. A folder is read without network. */
export const transformers: Adapter = {
  name: "transformers",
  summary: "a causal language model in ONNX form, by folder (no network) or hub id, on CPU",
  examples: [],
  open(name, options) {
    const folder = isHubId(name) ? hubModel(name) : readModelFolder(name);
    return openLocalModel(folder, { ...options, id: `transformers:${name}`, layout: "one-large" });
  },
};

/** `owner/name`, unless a folder of that name stands here. */
function isHubId(name: string): boolean {
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(name) && !existsSync(name);
}

/** What cannot be read beforehand is left open; transformers.js downloads and caches the files. */
function hubModel(source: string): ModelFolder {
  return {
    source,
    local: false,
    dtype: "fp32",
    contextWindow: undefined,
    trainedLength: undefined,
    unrotated: false,
    stops: [],
    tokenizerId: source,
    sha256: undefined,
  };
}
