import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A folder for one test file; `write` gives the path of what it wrote. Objects become JSON, lists JSON lines. */
export function testFolder(): { readonly path: string; write(name: string, content: unknown): string } {
  const path = mkdtempSync(join(tmpdir(), "chunk-sets-"));
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.isBuffer(content) ? content : textOf(content));
      return file;
    },
  };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content)
    ? content.map((entry) => `${JSON.stringify(entry)}\n`).join("")
    : JSON.stringify(content);
}
