import { embeddedFolder, embeddedNames } from "./embedded.ts";
import { type Engine, loadEngine } from "./engine.ts";
import type { ModelFolder } from "./model-folder.ts";
import { parseModelId } from "./model-id.ts";
import { transformersFolder } from "./transformers.ts";

/** A model that runs in this process, open for more than answers. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly folder: ModelFolder;
  /** The cache policy of its id. */
  readonly policy: string;
}

/** The folder of a model that runs here; undefined for one on a server. Throws `model-unavailable`, `unknown-name`. */
export async function localFolder(id: string): Promise<ModelFolder | undefined> {
  const { adapter, name } = parseModelId(id);
  if (adapter === "embedded" && embeddedNames().includes(name)) return embeddedFolder(name);
  return adapter === "transformers" ? transformersFolder(name) : undefined;
}

/** Opens the engine of a model id; undefined where its logits cannot be seen. Throws `model-unavailable`. */
export async function openEngine(id: string): Promise<OpenEngine | undefined> {
  const folder = await localFolder(id);
  if (folder === undefined) return undefined;
  return { engine: await loadEngine(folder, 1), folder, policy: parseModelId(id).cache ?? "dense" };
}
