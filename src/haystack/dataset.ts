import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MidspanError } from "../errors.ts";

/** Reads a file of `datasets/` as UTF-8. Throws `internal` where the installation is not whole. */
export function readDataset(path: string): string {
  const file = join(datasetFolder(), path);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MidspanError("internal", `data set; it comes with the package: ${file}`, {
      cure: "Install the package again.",
      cause,
    });
  }
}

/** The sources lie two folders below the root, the built files three: the root is found by looking up. */
export function datasetFolder(from: string = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, "datasets");
  if (existsSync(join(folder, "genres"))) return folder;
  const parent = dirname(from);
  if (parent === from)
    throw new MidspanError("internal", "folder datasets; it comes with the package: not found");
  return datasetFolder(parent);
}
