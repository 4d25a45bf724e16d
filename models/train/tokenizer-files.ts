import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bpe, SPLIT } from "./bpe.ts";

/** In the order of their ids. */
export const SPECIALS = ["<|pad|>", "<|bos|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"] as const;

/** BOS once at the start, every message between its role and `<|end|>`. */
export const CHAT_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}";

/** Writes tokenizer.json and tokenizer_config.json as Hugging Face tokenizers and transformers.js read them. */
export function writeTokenizerFiles(folder: string, bpe: Bpe, longest = 2048): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 1)}\n`);
  write("tokenizer.json", {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIALS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: SPLIT }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<|bos|>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [
        { SpecialToken: { id: "<|bos|>", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { Sequence: { id: "B", type_id: 0 } },
      ],
      special_tokens: { "<|bos|>": { id: "<|bos|>", ids: [1], tokens: ["<|bos|>"] } },
    },
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: bpe.wholeWords ?? false,
      vocab: Object.fromEntries(bpe.vocab.map((token, id) => [token, id])),
      merges: bpe.merges.map(([a, b]) => `${a} ${b}`),
    },
  });
  write("tokenizer_config.json", {
    tokenizer_class: "PreTrainedTokenizerFast",
    model_max_length: longest,
    bos_token: "<|bos|>",
    eos_token: "<|end|>",
    pad_token: "<|pad|>",
    add_bos_token: true,
    add_eos_token: false,
    padding_side: "left",
    clean_up_tokenization_spaces: false,
    chat_template: CHAT_TEMPLATE,
  });
}

/** The vocabulary and merges of a tokenizer.json that writeTokenizerFiles wrote. */
export function readTokenizerFile(folder: string): Bpe {
  const { model } = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as {
    model: { vocab: Record<string, number>; merges: string[]; ignore_merges: boolean };
  };
  const vocab = Object.entries(model.vocab).sort((a, b) => a[1] - b[1]);
  return {
    vocab: vocab.map(([token]) => token),
    merges: model.merges.map((merge) => merge.split(" ") as [string, string]),
    wholeWords: model.ignore_merges,
  };
}
