import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { packageRoot } from "../root.ts";
import type { Adapter } from "./adapter.ts";
import { openLocalModel } from "./local-model.ts";
import { type ModelFolder, readModelFolder } from "./model-folder.ts";

/** The models that come with midspan, in `models/`. */
export const embedded: Adapter = {
  name: "embedded",
  summary: "a small transformer of this project, on CPU; --cache makes controls of it",
  examples: ["embedded:reference"],
  async open(name, options) {
    const names = embeddedNames();
    if (!names.includes(name)) {
      const near = nearest(name, names);
      throw new MidspanError("unknown-name", `no such embedded model; one of ${names.join(", ")}: ${name}`, {
        ...(near === undefined ? {} : { cure: `Did you mean embedded:${near}?` }),
      });
    }
    return openLocalModel(embeddedFolder(name), { ...options, id: `embedded:${name}`, layout: "many-small" });
  },
};

/** The folder of a name of `embeddedNames`. All of these models cache keys before rotation. */
export function embeddedFolder(name: string): ModelFolder {
  return { ...readModelFolder(join(packageRoot(), "models", name)), unrotated: true };
}

export function embeddedNames(): readonly string[] {
  const models = join(packageRoot(), "models");
  return readdirSync(models).filter((name) => existsSync(join(models, name, "config.json")));
}
