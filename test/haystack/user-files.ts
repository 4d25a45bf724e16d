import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MidspanError } from "../../src/errors.ts";
import { fileNeedles } from "../../src/haystack/needle-file.ts";
import { createRng } from "../../src/random.ts";
import { packageRoot } from "../../src/root.ts";
import type { NeedleRequest, NeedleSet } from "../../src/types.ts";

/** A folder of the process, which several test files share; gone when it ends. */
export const folder = mkdtempSync(join(tmpdir(), "midspan-user-files-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

export function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export function fixture(name: string): string {
  return join(packageRoot(), "test/fixtures/byo", name);
}

/** What a task would be given of a file's needles. */
export function make(path: string, seed: number, request: Partial<NeedleRequest> = {}): NeedleSet {
  const rng = createRng(seed).fork("a task");
  return fileNeedles(path).make({ rng, needles: 1, distractors: 0, values: "word", ...request });
}

/** Code and message, without the folder, of what is thrown. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof MidspanError)) throw error;
    return `${error.code} ${error.message}`.replaceAll(`${folder}/`, "");
  }
  throw new Error("not refused");
}
