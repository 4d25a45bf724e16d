import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { embeddedFolder, embeddedNames } from "../../src/models/embedded.ts";
import { readModelFolder } from "../../src/models/model-folder.ts";

const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** What is loaded of a folder: all but cards, logs and what only tests compare with. */
function loadedFiles(source: string): readonly string[] {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !/\.(?:md|jsonl)$|^(?:checksums|calibration)\.json$|^Modelfile$/.test(entry.name),
    )
    .map((entry) => relative(source, join(entry.parentPath, entry.name)));
}

describe("embedded:", () => {
  it.each(embeddedNames())("%s: every file that is loaded has its checksum, and has it still", (name) => {
    const { source } = embeddedFolder(name);
    const sums = JSON.parse(readFileSync(join(source, "checksums.json"), "utf8")) as Record<string, string>;
    expect(Object.keys(sums).sort()).toEqual([...loadedFiles(source)].sort());
    for (const [file, sum] of Object.entries(sums))
      expect(
        createHash("sha256")
          .update(readFileSync(join(source, file)))
          .digest("hex"),
      ).toBe(sum);
  });

  it("is read and hashed once a process", () => {
    const [first] = embeddedNames();
    expect(embeddedFolder(first as string)).toBe(embeddedFolder(first as string));
  });

  it("one changed byte of the weights, the tokenizer or the configuration is told, with its file", () => {
    const { source } = embeddedFolder("rope-0");
    for (const file of ["onnx/model.onnx", "tokenizer.json", "tokenizer_config.json", "config.json"]) {
      const path = mkdtempSync(join(tmpdir(), "midspan-changed-"));
      made.push(path);
      cpSync(source, path, { recursive: true });
      const bytes = readFileSync(join(path, file));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
      writeFileSync(join(path, file), bytes);
      expect(() => readModelFolder(path)).toThrow(
        new RegExp(`a model's file is damaged; SHA-256 .*: ${file} `),
      );
    }
  });
});
