import { MidspanError } from "../errors.ts";
import { embeddedFolder, embeddedNames } from "./embedded.ts";
import type { ModelFolder } from "./model-folder.ts";
import { parseModelId } from "./model-id.ts";
import { transformersFolder } from "./transformers.ts";

/**
 * The files of a model that runs in this process. Throws `usage` where its weights are elsewhere: `purpose` says what
 * they were wanted for and `instead` what can be done without them.
 */
export async function localFolder(id: string, purpose: string, instead: string): Promise<ModelFolder> {
  const { adapter, name } = parseModelId(id);
  if (adapter === "transformers") return transformersFolder(name);
  if (adapter === "embedded" && embeddedNames().includes(name)) return embeddedFolder(name);
  if (adapter === "embedded")
    throw new MidspanError(
      "unknown-name",
      `no such embedded model; one of ${embeddedNames().join(", ")}: ${name}`,
    );
  throw new MidspanError(
    "usage",
    `${purpose}; a model that runs here, embedded: or transformers:, is needed: ${id}`,
    {
      cure: instead,
    },
  );
}
