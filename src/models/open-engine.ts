import { type Engine, loadEngine } from "./engine.ts";
import { localFolder } from "./local-folder.ts";
import type { ModelFolder } from "./model-folder.ts";
import { parseModelId } from "./model-id.ts";

/** A model that runs in this process, open for more than answers. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly folder: ModelFolder;
  /** The cache policy of its id. */
  readonly policy: string;
}

/** Whether a model runs in this process, where its logits and position 0 are at hand. Throws `usage` for no id. */
export function runsHere(id: string): boolean {
  return ["embedded", "transformers"].includes(parseModelId(id).adapter);
}

/** Opens the engine of a model that runs here; undefined elsewhere. Throws `model-unavailable`, `unknown-name`. */
export async function openEngine(id: string): Promise<OpenEngine | undefined> {
  if (!runsHere(id)) return undefined;
  const folder = await localFolder(id, "its logits are not at hand", "Ask a model that runs here.");
  return { engine: await loadEngine(folder, 1), folder, policy: parseModelId(id).cache ?? "dense" };
}
