import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import { packageRoot } from "../root.ts";

/** Reads a file of `datasets/` as UTF-8. Throws `internal` where the installation is not whole. */
export function readDataset(path: string): string {
  const file = join(packageRoot(), "datasets", path);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MidspanError("internal", `data set; it comes with the package: ${file}`, {
      cure: "Install the package again.",
      cause,
    });
  }
}
