import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { MidspanError } from "../../src/errors.ts";
import { type Edit, edited, edits } from "./edits.ts";
import type { FuzzedFile, FuzzedParser } from "./parsers.ts";

/** One damaged input: which sample, and what is done to its first file. */
export interface Damaged {
  readonly sample: number;
  readonly changes: readonly Edit[];
}

export function damagedInput({ samples }: FuzzedParser): fc.Arbitrary<Damaged> {
  return fc.record({ sample: fc.nat({ max: samples.length - 1 }), changes: edits });
}

export function bytesOf({ samples }: FuzzedParser, { sample, changes }: Damaged): Buffer {
  return edited((samples[sample] as readonly [FuzzedFile])[0].content, changes);
}

/**
 * Reads a damaged input. Returns the code of the refusal, or "read". Throws what is neither: a fault of the reader.
 */
export async function tried(parser: FuzzedParser, input: Damaged): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "midspan-fuzz-"));
  try {
    const [first, ...others] = parser.samples[input.sample] as readonly [FuzzedFile, ...FuzzedFile[]];
    const written = [{ name: first.name, content: bytesOf(parser, input) }, ...others];
    for (const { name, content } of written) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    await parser.read(join(folder, first.name), folder);
    return "read";
  } catch (error) {
    if (error instanceof MidspanError && error.code !== "internal") return error.code;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
