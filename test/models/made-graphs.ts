import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";

export type Form =
  | "explicit"
  | "explicit-native"
  | "fused"
  | "attention"
  | "average"
  | "sink-never"
  | "sink-zero";

/** The small random graphs of test/fixtures/onnx. */
export function madeGraph(form: Form): string {
  return join(packageRoot(), "test/fixtures/onnx", `${form}.onnx`);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** One of them as a folder that transformers.js loads: a token a letter. */
export function madeModelFolder(form: Form): string {
  const folder = mkdtempSync(join(tmpdir(), "midspan-graph-"));
  mkdirSync(join(folder, "onnx"));
  copyFileSync(madeGraph(form), join(folder, "onnx/model.onnx"));
  const write = (name: string, value: object): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write("config.json", {
    model_type: "llama",
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    hidden_size: 16,
    head_dim: 16,
    vocab_size: 32,
    rope_theta: 10000,
    max_position_embeddings: 64,
    eos_token_id: 31,
  });
  const vocab = Object.fromEntries(["<s>", "\u0120", ...LETTERS].map((piece, id) => [piece, id]));
  write("tokenizer.json", {
    version: "1.0",
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", unk_token: null, vocab, merges: [] },
  });
  write("tokenizer_config.json", {
    tokenizer_class: "GPT2Tokenizer",
    bos_token: "<s>",
    add_bos_token: false,
  });
  return folder;
}
