import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { startNode } from "../cli/start-midspan.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-bombs-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const BIN = join(packageRoot(), "dist/src/cli/main.js");
/** Heap that every command below must do with: a bomb that goes off ends the process with 134. */
const HEAP = "--max-old-space-size=300";

const u32 = (n: number): Buffer => Buffer.from(Uint32Array.of(n).buffer);
const u64 = (n: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(n)).buffer);
const text = (value: string): Buffer => Buffer.concat([u64(value.length), Buffer.from(value)]);
/** A GGUF file whose only pair is a list. */
const gguf = (...list: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from("GGUF"), u32(3), u64(0), u64(1), text("a"), u32(9), ...list]);
const [U8, LIST] = [u32(0), u32(9)];

const aliases = [
  "a0: &a0 [x, x, x, x, x, x, x, x, x]",
  ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`),
].join("\n");

/** Small files that want the memory, the stack or the time of a large machine. */
const BOMBS: readonly (readonly [what: string, name: string, content: string | Buffer, says: RegExp])[] = [
  ["YAML whose aliases unfold to 9^13 values", "aliases.yaml", aliases, /YAML without aliases/],
  ["YAML nested in brackets", "brackets.yaml", "[".repeat(3000) + "]".repeat(3000), /nested at most 64 deep/],
  ["YAML nested in dashes", "dashes.yaml", "- ".repeat(20_000), /nested at most 64 deep/],
  [
    "YAML nested by indentation",
    "indented.yaml",
    Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    /nested at most 64 deep/,
  ],
  [
    "YAML of 20,000 keys",
    "keys.yaml",
    Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"),
    /10000 keys/,
  ],
  ["YAML of millions of words", "words.yaml", `[${"1,".repeat(1_900_000)}1]`, /a million words and marks/],
  [
    "YAML that would make code",
    "code.yaml",
    'a: !!js/function "function(){}"',
    /unknown key|Unresolved tag|tag/,
  ],
  ["YAML larger than any sweep", "large.yaml", "#".repeat(5_000_000), /at most 4 MB/],
];

describe("files that are made to burst are refused in little memory", () => {
  it.each(BOMBS)("%s, as a sweep", async (_, name, content, says) => {
    const path = join(root, name);
    writeFileSync(path, content);
    const { code, stderr } = await asked("plan", path, "--model", "simulated:u");
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  it.each(BOMBS.slice(0, 6))("%s, as needles", async (_, name, content, says) => {
    const path = join(root, name);
    // A list at the top, as needles are; what is nested stays nested.
    writeFileSync(path, name === "aliases.yaml" ? `${aliases}\nneedles: [*a12]` : content);
    const { code, stderr } = await asked(
      "plan",
      "--needles",
      path,
      "--model",
      "simulated:u",
      "--task",
      "needle",
    );
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  it.each([
    ["a list of 2^62 entries", gguf(U8, u64(2 ** 62)), /the GGUF file is cut; its whole metadata/],
    ["ten million bytes as a list", gguf(U8, u64(1e7), Buffer.alloc(1e7)), /beyond any vocabulary/],
    [
      "lists in lists",
      gguf(...Array.from({ length: 5000 }, () => Buffer.concat([LIST, u64(1)])), U8, u64(0)),
      /lists 4 deep/,
    ],
    [
      "a text of 2^62 bytes",
      Buffer.concat([gguf(u32(8), u64(1)), u64(2 ** 62)]),
      /the GGUF file is cut; its whole metadata/,
    ],
  ])("a GGUF file with %s", async (_, content, says) => {
    const path = join(root, "bomb.gguf");
    writeFileSync(path, content);
    const { code, stderr } = await asked("sinks", "audit", "text", "--tokenizer", path);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  it("results of 2 GB in a .gz of 2 MB, in the memory of a piece", async () => {
    const path = join(root, "bomb.jsonl.gz");
    const member = gzipSync(Buffer.alloc(50_000_000, 0x20));
    writeFileSync(path, Buffer.concat(Array<Buffer>(41).fill(member)));
    const { code, stderr } = await asked("import", "generic", path, "-o", join(root, "imported"));
    expect(stderr).toMatch(/at most 2 GB of text/);
    expect(code).toBe(2);
  });

  it("a line of JSON nested a million deep is one row that is refused", async () => {
    const path = join(root, "nested.jsonl");
    const good = '{"length": 1000, "depth": 0.5, "score": 1}';
    writeFileSync(path, `${good}\n${"[".repeat(1e6)}${"]".repeat(1e6)}\n`);
    const { code, stderr } = await asked(
      ...`import generic ${path} --columns length=length,depth=depth,score=score --model m -o`.split(" "),
      join(root, "nested"),
    );
    expect(stderr).toContain("nested.jsonl:2");
    expect(code).toBe(0);
  });
});

const asked = (...args: readonly string[]) => startNode([HEAP, BIN, ...args], root).ended;
