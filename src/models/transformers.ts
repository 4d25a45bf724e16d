import { existsSync } from "node:fs";
import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Adapter } from "./adapter.ts";
import {
  type Dtype,
  dtypeOf,
  dtypes,
  type ModelFolder,
  readConfig,
  readModelFolder,
} from "./model-folder.ts";
import { splitFragment } from "./name-fragment.ts";

/**
 * Any causal language model that transformers.js loads, plain, quantised or with fused attention. A folder is read
 * without network. `#q4` behind the name chooses among several weights; a folder's default is its most exact one.
 */
export const transformers: Adapter = {
  name: "transformers",
  summary: `a causal language model in ONNX form, by folder (no network) or hub id, on CPU; #${dtypes.join(", #")}`,
  examples: [],
  async open(name, options) {
    const folder = await transformersFolder(name);
    const { openLocalModel } = await import("./local-model.ts");
    return openLocalModel(folder, { ...options, id: `transformers:${name}`, layout: "one-large" });
  },
};

/** What `name` stands for: a folder or a hub id, with `#` and a number format behind it or not. */
export async function transformersFolder(name: string): Promise<ModelFolder> {
  const [source, fragment] = splitFragment(name);
  const dtype = fragment === undefined ? undefined : chosen(fragment);
  return isHubId(source) ? await hubModel(source, dtype) : readModelFolder(source, dtype);
}

function chosen(fragment: string): Dtype {
  const dtype = dtypeOf(fragment);
  if (dtype !== undefined) return dtype;
  const near = nearest(fragment, dtypes);
  throw new MidspanError("unknown-name", `no such number format; one of ${dtypes.join(", ")}: ${fragment}`, {
    ...(near === undefined ? {} : { cure: `Did you mean #${near}?` }),
  });
}

/** `owner/name`, unless a folder of that name stands here. */
function isHubId(name: string): boolean {
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(name) && !existsSync(name);
}

/** transformers.js downloads the files and keeps them in its own cache; its default dtype in Node is fp32. */
async function hubModel(source: string, dtype: Dtype = "fp32"): Promise<ModelFolder> {
  const { AutoConfig } = await import("@huggingface/transformers");
  const config: unknown = await AutoConfig.from_pretrained(source).catch((cause: unknown) => {
    throw new MidspanError(
      "model-unavailable",
      `no such model; a folder here, or an id of the hub where it is in reach: ${source}`,
      {
        cause,
        cure: "give a model's folder, which needs no network: transformers:./path",
      },
    );
  });
  return {
    source,
    local: false,
    dtype,
    ...readConfig(config as Record<string, unknown>),
    tokenizerId: source,
    sha256: undefined,
  };
}
