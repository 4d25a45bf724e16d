import { existsSync } from "node:fs";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { packageRoot } from "../root.ts";
import type { Adapter } from "./adapter.ts";
import { type ModelFolder, readModelFolder } from "./model-folder.ts";

/**
 * Trained alike but for how attention knows about order and where it can go; the number is the seed. See
 * models/variants/README.md.
 */
const VARIANTS = [
  ...["rope-0", "alibi-0", "nope-0", "learned-sink-0"],
  ...["rope-1", "alibi-1", "nope-1", "learned-sink-1"],
  ...["rope-2", "alibi-2", "nope-2", "learned-sink-2"],
];

/** Folder of each model in `models/`, by its name. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ["reference", "reference"],
  ...VARIANTS.map((name) => [name, `variants/${name}`] as const),
]);

/** The models that come with midspan, in `models/`. */
export const embedded: Adapter = {
  name: "embedded",
  summary:
    "a small transformer of this project, on CPU; --cache makes controls of it; smaller ones differ in attention",
  examples: embeddedNames().map((name) => `embedded:${name}`),
  async open(name, options) {
    const names = embeddedNames();
    if (!names.includes(name)) {
      const near = nearest(name, names);
      throw new MidspanError("unknown-name", `no such embedded model; one of ${names.join(", ")}: ${name}`, {
        ...(near === undefined ? {} : { cure: `Did you mean embedded:${near}?` }),
      });
    }
    // With transformers.js and its runtime behind it, which no other adapter needs.
    const { openLocalModel } = await import("./local-model.ts");
    return openLocalModel(embeddedFolder(name), { ...options, id: `embedded:${name}`, layout: "many-small" });
  },
};

/** Held against their checksums once a process. */
const verified = new Map<string, ModelFolder>();

/**
 * The folder of a name of `embeddedNames`. All of these models cache keys before rotation. Throws `model-unavailable`
 * where a byte of a file is not as it was shipped.
 */
export function embeddedFolder(name: string): ModelFolder {
  const folder = verified.get(name) ?? readEmbedded(name);
  verified.set(name, folder);
  return folder;
}

function readEmbedded(name: string): ModelFolder {
  const path = join(packageRoot(), "models", FOLDERS.get(name) ?? name);
  if (!existsSync(join(path, "checksums.json")))
    throw new MidspanError(
      "model-unavailable",
      `an embedded model without checksums; checksums.json in: ${path}`,
      {
        cure: "Install midspan again.",
      },
    );
  const folder = readModelFolder(path);
  // The variants have one tokenizer, so a length in tokens means the same for all of them.
  const tokenizerId = VARIANTS.includes(name)
    ? folder.tokenizerId.replace(/^.*@/, "variants@")
    : folder.tokenizerId;
  return { ...folder, unrotated: true, tokenizerId };
}

export function embeddedNames(): readonly string[] {
  return [...FOLDERS.keys()];
}
