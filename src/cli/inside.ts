import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { writeAtomically } from "../report/write-atomically.ts";

/**
 * What an experiment measured beside its trials (losses, attention, distributions), which no record of answers holds.
 * It stands in the run's folder, so that a report drawn again has it too.
 */
const FILE = "inside.json";

export function writeInside(folder: string, findings: readonly Finding[]): Promise<void> {
  return writeAtomically(join(folder, FILE), `${JSON.stringify({ schema: 1, findings }, null, 2)}\n`);
}

/** None where the run has no such file. Throws `input-file` where it is damaged. */
export async function readInside(folder: string): Promise<readonly Finding[]> {
  const path = join(folder, FILE);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { findings } = JSON.parse(text) as { readonly findings?: unknown };
    if (Array.isArray(findings)) return findings as readonly Finding[];
  } catch (cause) {
    throw new MidspanError("input-file", `a run's file cannot be used; a file of JSON: ${path}`, { cause });
  }
  throw new MidspanError("input-file", `a run's file cannot be used; one that holds findings: ${path}`);
}
