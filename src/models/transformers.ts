import { existsSync } from "node:fs";
import { AutoConfig } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import type { Adapter } from "./adapter.ts";
import { openLocalModel } from "./local-model.ts";
import { type ModelFolder, readConfig, readModelFolder } from "./model-folder.ts";

/** Any causal language model that transformers.js loads. A folder is read without network. */
export const transformers: Adapter = {
  name: "transformers",
  summary: "a causal language model in ONNX form, by folder (no network) or hub id, on CPU",
  examples: [],
  async open(name, options) {
    const folder = isHubId(name) ? await hubModel(name) : readModelFolder(name);
    return openLocalModel(folder, { ...options, id: `transformers:${name}`, layout: "one-large" });
  },
};

/** `owner/name`, unless a folder of that name stands here. */
function isHubId(name: string): boolean {
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(name) && !existsSync(name);
}

/** transformers.js downloads the files and keeps them in its own cache; its default dtype in Node is fp32. */
async function hubModel(source: string): Promise<ModelFolder> {
  const config: unknown = await AutoConfig.from_pretrained(source).catch((cause: unknown) => {
    throw new MidspanError(
      "model-unavailable",
      `no such folder, and the hub has no such model or is out of reach: ${source}`,
      {
        cause,
        cure: "give a model's folder, which needs no network: transformers:./path",
      },
    );
  });
  return {
    source,
    local: false,
    dtype: "fp32",
    ...readConfig(config as Record<string, unknown>),
    tokenizerId: source,
    sha256: undefined,
  };
}
