import { MidspanError } from "../../errors.ts";
import type { GgufValue } from "./gguf-metadata.ts";

/** Kinds of `tokenizer.ggml.token_type`. */
const CONTROL = 3;
const USER_DEFINED = 4;
const SPACE = "\u2581";

const CONTRACTIONS = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const GPT2 = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const withNumbers = (numbers: string): string =>
  `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

/** How llama.cpp splits a text before BPE, by `tokenizer.ggml.pre`. */
const SPLITS: ReadonlyMap<string, string> = new Map([
  ...["gpt-2", "phi-2", "mpt", "olmo"].map((pre) => [pre, GPT2] as const),
  ...["llama-bpe", "llama3", "llama-v3"].map((pre) => [pre, withNumbers("\\p{N}{1,3}")] as const),
  ["qwen2", withNumbers("\\p{N}")],
]);

export interface GgufVocabulary {
  readonly kind: "gpt2" | "llama";
  readonly pre: string;
  readonly pieces: readonly string[];
  readonly types: readonly number[];
  readonly merges: readonly string[];
  readonly scores: readonly number[];
  readonly spacePrefix: boolean;
}

/** Whether the way in which llama.cpp splits a text for this vocabulary is known here. */
export function knowsSplit({ kind, pre }: GgufVocabulary): boolean {
  return kind === "llama" || SPLITS.has(pre);
}

/** The same vocabulary as a tokenizer.json; `bos` is put in front where one is given. */
export function asTokenizerJson(vocabulary: GgufVocabulary, bos: number | undefined): object {
  const { pieces, types } = vocabulary;
  const added_tokens = pieces.flatMap((content, id) =>
    types[id] === CONTROL || types[id] === USER_DEFINED
      ? [
          {
            id,
            content,
            single_word: false,
            lstrip: false,
            rstrip: false,
            normalized: false,
            special: types[id] === CONTROL,
          },
        ]
      : [],
  );
  const begin = bos === undefined ? undefined : pieces[bos];
  const post_processor =
    begin === undefined
      ? null
      : {
          type: "TemplateProcessing",
          single: [{ SpecialToken: { id: begin, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
          pair: [],
          special_tokens: { [begin]: { id: begin, ids: [bos], tokens: [begin] } },
        };
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const common = { version: "1.0", added_tokens, post_processor };
  return vocabulary.kind === "gpt2"
    ? { ...common, ...byteLevel(vocabulary), model: { type: "BPE", vocab, merges: vocabulary.merges } }
    : {
        ...common,
        ...sentencePiece(vocabulary),
        model: {
          type: "BPE",
          vocab,
          merges: mergesOf(vocabulary),
          byte_fallback: true,
          unk_token: "<unk>",
          fuse_unk: true,
        },
      };
}

function byteLevel({ pre }: GgufVocabulary): object {
  const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
  const split = {
    type: "Split",
    pattern: { Regex: SPLITS.get(pre) ?? GPT2 },
    behavior: "Isolated",
    invert: false,
  };
  return {
    normalizer: null,
    pre_tokenizer: { type: "Sequence", pretokenizers: [split, bytes] },
    decoder: bytes,
  };
}

function sentencePiece({ spacePrefix }: GgufVocabulary): object {
  const replace = { type: "Replace", pattern: { String: " " }, content: SPACE };
  return {
    normalizer: {
      type: "Sequence",
      normalizers: [...(spacePrefix ? [{ type: "Prepend", prepend: SPACE }] : []), replace],
    },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: SPACE }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
      ],
    },
  };
}

/** SentencePiece joins the two neighbours whose union has the best score: as ranked merges, best first. */
function mergesOf({ pieces, scores }: GgufVocabulary): readonly (readonly [string, string])[] {
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const found: { readonly pair: readonly [string, string]; readonly score: number }[] = [];
  pieces.forEach((piece, id) => {
    const letters = [...piece];
    for (let i = 1; i < letters.length; i++) {
      const pair = [letters.slice(0, i).join(""), letters.slice(i).join("")] as const;
      if (pair.every((half) => ids.has(half))) found.push({ pair, score: scores[id] ?? 0 });
    }
  });
  return found.sort((a, b) => b.score - a.score).map(({ pair }) => pair);
}

/** Undefined where the kind of vocabulary is one that is not encoded here. Throws `input-file`. */
export function vocabularyOf(metadata: ReadonlyMap<string, GgufValue>): GgufVocabulary | undefined {
  const kind = metadata.get("tokenizer.ggml.model");
  if (kind !== "gpt2" && kind !== "llama") return undefined;
  const texts = (key: string): readonly string[] =>
    listAt(metadata, key, isText, `texts of at most ${LONGEST} characters`);
  const numbers = (key: string): readonly number[] => listAt(metadata, key, isNumber, "numbers");
  return {
    kind,
    pre: String(metadata.get("tokenizer.ggml.pre") ?? ""),
    pieces: texts("tokens"),
    types: numbers("token_type"),
    merges: texts("merges"),
    scores: numbers("scores"),
    spacePrefix: metadata.get("tokenizer.ggml.add_space_prefix") !== false,
  };
}

/** Characters of a piece; a longer one is no word of any language, and its splits would take for ever. */
const LONGEST = 1024;

function isText(value: GgufValue): value is string {
  return typeof value === "string" && value.length <= LONGEST;
}

function isNumber(value: GgufValue): value is number {
  return typeof value === "number";
}

function listAt<T extends GgufValue>(
  metadata: ReadonlyMap<string, GgufValue>,
  name: string,
  fits: (value: GgufValue) => value is T,
  kind: string,
): readonly T[] {
  const key = `tokenizer.ggml.${name}`;
  const list = metadata.get(key) ?? [];
  if (Array.isArray(list) && list.every(fits)) return list;
  throw new MidspanError("input-file", `the GGUF file's vocabulary is damaged; a list of ${kind}: ${key}`);
}
