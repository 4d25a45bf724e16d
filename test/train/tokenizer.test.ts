import { AutoTokenizer, env } from "@huggingface/transformers";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Bpe, byteAlphabet, trainBpe } from "../../models/train/bpe.ts";
import { createEncoder } from "../../models/train/encode.ts";
import { readTokenizerFile, SPECIALS } from "../../models/train/tokenizer-files.ts";
import { packageRoot } from "../../src/root.ts";

const folder = `${packageRoot()}/models/reference`;
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 20 }).map((s) => Buffer.from(s, "utf8").toString("utf8")),
  fc
    .array(
      fc.constantFrom("The", " cabin", " mark", "\n\n", " 4812345", "-", '": "', "é", " 東京", "🙂", "  "),
    )
    .map((parts) => parts.join("")),
);

describe("the reference tokenizer", () => {
  let bpe: Bpe;
  let encode: (text: string) => readonly number[];
  let library: {
    encode(text: string, options: object): number[];
    decode(ids: number[], options: object): string;
  };

  beforeAll(async () => {
    env.allowRemoteModels = false;
    library = (await AutoTokenizer.from_pretrained(folder, { local_files_only: true })) as never;
    bpe = readTokenizerFile(folder);
    encode = createEncoder(bpe);
  });

  it("has at most 4,096 entries: specials, all 256 bytes, merges", () => {
    expect(bpe.vocab.length).toBeLessThanOrEqual(4096);
    expect(bpe.vocab.slice(0, SPECIALS.length)).toEqual([...SPECIALS]);
    for (const byte of byteAlphabet()) expect(bpe.vocab).toContain(byte);
  });

  it("encodes as the library does and gives any UTF-8 back", () => {
    fc.assert(
      fc.property(text, (sample) => {
        const ids = [...encode(sample)];
        expect(ids).toEqual([...library.encode(sample, { add_special_tokens: false })]);
        if (ids.length > 0) expect(library.decode(ids, { clean_up_tokenization_spaces: false })).toBe(sample);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it("spells every digit as a token of its own", () => {
    for (const token of bpe.vocab.slice(SPECIALS.length)) if (/\d/.test(token)) expect(token).toMatch(/^\d$/);
  });
});

it("training merges the commonest pair first and never a digit", () => {
  const { vocab, merges } = trainBpe(["abab abab abc 1212 1212"], ["<s>"], 262);
  expect(merges[0]).toEqual(["a", "b"]);
  expect(vocab[0]).toBe("<s>");
  expect(merges.flat().join("")).not.toMatch(/\d/);
});
