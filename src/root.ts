import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MidspanError } from "./errors.ts";

let found: string | undefined;

/**
 * Absolute path of the folder that holds midspan's own package.json, `datasets/` and `models/`.
 * The same from `src/` (tsx, vitest) and from `dist/src/` (the installed package).
 */
export function packageRoot(): string {
  found ??= walkUp(dirname(fileURLToPath(import.meta.url)));
  return found;
}

/** midspan's version, as its package.json says. */
export function packageVersion(): string {
  return readPackage(join(packageRoot(), "package.json")).version ?? "unknown";
}

function walkUp(folder: string): string {
  const file = join(folder, "package.json");
  if (existsSync(file) && readPackage(file).name === "midspan") return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new MidspanError(
      "internal",
      "package root not found; no package.json named midspan above the code",
    );
  return walkUp(parent);
}

function readPackage(file: string): { readonly name?: string; readonly version?: string } {
  return JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
}
