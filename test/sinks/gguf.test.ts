import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { llamacppAddsBos } from "../../src/sinks/audited/gguf-bos.ts";
import { readGgufMetadata } from "../../src/sinks/audited/gguf-metadata.ts";
import { openGgufTokenizer } from "../../src/sinks/audited/gguf-tokenizer.ts";
import { openHubTokenizer } from "../../src/sinks/audited/hub-tokenizer.ts";
import { auditPosition } from "../../src/sinks/position-audit.ts";
import { legacyLlama, tokenizerFolder } from "../tokenizers/tiny.ts";
import { type GgufPair, ggufBytes } from "./made-gguf.ts";

const REFERENCE = join(packageRoot(), "models/reference");
const TEXTS = [
  "Answer in JSON.",
  "The harbour-master's 1,912 ledgers\n\n“là” 漢字 😀",
  "  two  spaces\tand a tab",
];

function ggufFile(pairs: Readonly<Record<string, GgufPair>>): string {
  const path = join(mkdtempSync(join(tmpdir(), "midspan-gguf-")), "made.gguf");
  writeFileSync(path, ggufBytes(pairs));
  return path;
}

describe("a GGUF file", () => {
  it("of the reference model gives the ids of its tokenizer.json, and the same audit", async () => {
    const gguf = await openGgufTokenizer(join(REFERENCE, "model.gguf"));
    const hub = await openHubTokenizer(REFERENCE);
    for (const text of TEXTS)
      for (const special of [false, true])
        expect(await gguf.encode(text, special), text).toEqual(await hub.encode(text, special));
    const prompt = { system: "Be kind.", user: "Answer in JSON." };
    const [one, other] = [await auditPosition(gguf, prompt), await auditPosition(hub, prompt)];
    const bare = (audit: typeof one) => audit.audits.map(({ tokenizer: _, ...rest }) => rest);
    expect(bare(one)).toEqual(bare(other));
    expect(one.notes).toEqual([
      "llama.cpp puts a BOS in front: tokenizer.ggml.add_bos_token = true in the file.",
    ]);
  });

  it("of a SentencePiece vocabulary joins pieces by score, as the merges of its tokenizer.json do", async () => {
    const json = legacyLlama() as {
      model: { vocab: Record<string, number>; merges: readonly (readonly [string, string])[] };
    };
    // Keys such as "7" come first in an object, whatever their id.
    const pieces = Object.entries(json.model.vocab)
      .sort(([, a], [, b]) => a - b)
      .map(([piece]) => piece);
    // A piece's score is the rank of the merge that makes it; letters have none to be joined by.
    const rank = new Map(json.model.merges.map(([a, b], i) => [a + b, -1.5 - i] as const).reverse());
    const path = ggufFile({
      "general.architecture": "llama",
      "llama.context_length": 4096,
      "tokenizer.ggml.model": "llama",
      "tokenizer.ggml.tokens": pieces,
      "tokenizer.ggml.token_type": pieces.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : 1)),
      "tokenizer.ggml.scores": pieces.map((piece) => rank.get(piece) ?? -1e4 - 0.5),
      "tokenizer.ggml.bos_token_id": 1,
      "tokenizer.ggml.eos_token_id": 2,
    });
    const gguf = await openGgufTokenizer(path);
    const hub = await openHubTokenizer(tokenizerFolder(json, { bos_token: "<s>", eos_token: "</s>" }));
    for (const text of ["the ship was in the harbour", "ledgers and theing"])
      expect(await gguf.encode(text, false), text).toEqual(await hub.encode(text, false));
    expect((await gguf.encode("the", true))[0]).toBe(1);
    expect(gguf.window).toBe(4096);
    expect(gguf.render).toBeUndefined();
    expect(gguf.notes[0]).toMatch(/puts a BOS in front: the file does not say; a vocabulary of kind llama/);
  });

  it("of a kind that is not encoded here tells its metadata and refuses the rest", async () => {
    const path = ggufFile({
      "tokenizer.ggml.model": "t5",
      "tokenizer.ggml.tokens": ["<pad>", "</s>"],
      "tokenizer.ggml.eos_token_id": 1,
    });
    const audit = await auditPosition(await openGgufTokenizer(path), { system: "A.", user: "B." });
    expect(audit.audits).toEqual([]);
    expect(audit.notPossible).toHaveLength(12);
    expect(audit.notPossible[0]?.reason).toMatch(/a vocabulary of kind t5 is not encoded here/);
    expect(audit.notes.join(" ")).toMatch(/puts no BOS in front.*names no BOS/);
    expect(audit.eos).toEqual({ id: 1, piece: "</s>" });
  });

  it("says where the split of a pre-tokenizer is not known", async () => {
    const path = ggufFile({
      "tokenizer.ggml.model": "gpt2",
      "tokenizer.ggml.pre": "strange",
      "tokenizer.ggml.tokens": ["a", "b"],
      "tokenizer.ggml.token_type": [1, 1],
      "tokenizer.ggml.merges": ["a b"],
    });
    expect((await openGgufTokenizer(path)).notes.join(" ")).toMatch(
      /pre-tokenizer strange is not known here/,
    );
  });

  it("is refused where it is cut, or is none", () => {
    const cut = join(mkdtempSync(join(tmpdir(), "midspan-gguf-")), "cut.gguf");
    writeFileSync(cut, Buffer.from("GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0"));
    expect(() => readGgufMetadata(cut)).toThrow(/the GGUF file is cut; its whole metadata/);
    writeFileSync(cut, "no model at all, but long enough");
    expect(() => readGgufMetadata(cut)).toThrow(/this is no GGUF file/);
  });
});

describe("llama.cpp's BOS", () => {
  it.each([
    ["gpt2", "llama-bpe", undefined, true],
    ["gpt2", "tekken", undefined, true],
    ["gpt2", "qwen2", undefined, false],
    ["gpt2", "gpt-2", undefined, false],
    ["llama", "", undefined, true],
    ["bert", "", undefined, true],
    ["t5", "", undefined, false],
    ["rwkv", "", undefined, false],
    ["gpt2", "gpt-2", true, true],
    ["llama", "", false, false],
  ] as const)("of %s with %s and %s said: %s", (model, pre, explicit, adds) => {
    expect(llamacppAddsBos(model, pre, explicit).adds).toBe(adds);
  });
});
