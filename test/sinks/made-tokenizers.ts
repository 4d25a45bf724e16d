import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface MadeTokenizer {
  /** Special tokens, ids from 0 in this order. */
  readonly special: readonly string[];
  readonly bos?: string;
  readonly eos?: string;
  /** The post-processor puts this token in front. */
  readonly puts?: string;
  readonly template?: string;
  readonly config?: object;
}

/** GPT-2's printable stand-ins for bytes (Radford et al. 2019). */
function byteLetters(): readonly string[] {
  const shown = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(shown(byte) ? byte : next++));
}

/** Byte-level BPE without a single merge: one token a byte, so that indices can be counted by hand. */
export function tokenizerJson({ special, puts }: MadeTokenizer): object {
  const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
  const pieces = [...special, ...byteLetters()];
  const id = (piece: string): number => pieces.indexOf(piece);
  return {
    version: "1.0",
    added_tokens: special.map((content, at) => ({
      ...{
        id: at,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    })),
    normalizer: null,
    pre_tokenizer: bytes,
    post_processor:
      puts === undefined
        ? null
        : {
            type: "TemplateProcessing",
            single: [{ SpecialToken: { id: puts, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
            pair: [],
            special_tokens: { [puts]: { id: puts, ids: [id(puts)], tokens: [puts] } },
          },
    decoder: bytes,
    model: { type: "BPE", vocab: Object.fromEntries(pieces.map((piece, at) => [piece, at])), merges: [] },
  };
}

/** A folder with tokenizer.json and tokenizer_config.json. */
export function madeFolder(made: MadeTokenizer): string {
  const folder = mkdtempSync(join(tmpdir(), "midspan-audited-"));
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...(made.bos === undefined ? {} : { bos_token: made.bos }),
    ...(made.eos === undefined ? {} : { eos_token: made.eos }),
    ...(made.template === undefined ? {} : { chat_template: made.template }),
    ...made.config,
  };
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(tokenizerJson(made)));
  writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(config));
  return folder;
}

const TURNS =
  "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}<|assistant|>";
const MARKS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"];

/** As Llama 3: both the post-processor and the template put the BOS. */
export const doubling: MadeTokenizer = {
  special: ["<s>", ...MARKS],
  bos: "<s>",
  eos: "<|end|>",
  puts: "<s>",
  template: `{{ bos_token }}${TURNS}`,
};

/** As Mistral's first templates would be without their BOS: only the post-processor puts it. */
export const byPostProcessor: MadeTokenizer = { ...doubling, template: TURNS };

/** As Qwen: no BOS at all, turns open with a marker. */
export const without: MadeTokenizer = { special: MARKS, eos: "<|end|>", template: TURNS };

/** As OPT: the token that ends texts begins them. No chat template. */
export const eosAsBos: MadeTokenizer = { special: ["</s>"], bos: "</s>", eos: "</s>", puts: "</s>" };

/** As Llama 2: the system text lies within the user's turn, markers are plain text, and a system turn alone is refused. */
export const withinUser: MadeTokenizer = {
  special: ["<s>", "</s>"],
  bos: "<s>",
  eos: "</s>",
  puts: "<s>",
  template:
    "{% if messages[0]['role'] == 'system' %}{% if messages|length == 1 %}{{ raise_exception('a user turn is needed') }}{% endif %}{{ bos_token + '[INST] <<SYS>>\\n' + messages[0]['content'] + '\\n<</SYS>>\\n\\n' + messages[1]['content'] + ' [/INST]' }}{% else %}{{ bos_token + '[INST] ' + messages[0]['content'] + ' [/INST]' }}{% endif %}",
};
