import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SPACE = "▁"; // SentencePiece's mark of a space
const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?'\"()-\n"];
const WORDS = ["the", "and", "was", "ship", "ledger", "in", "of", "at", "er", "ing", "harbour"];
const SPECIAL = ["<unk>", "<s>", "</s>"];

const added = SPECIAL.map((content, id) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
}));

/** As Llama 2 ships it: a dummy space before every text, no split at all, BPE over the whole of it. */
export function legacyLlama(): object {
  const merges: [string, string][] = [[SPACE, SPACE]];
  for (const word of WORDS) {
    for (let i = 1; i < word.length; i++) merges.push([word.slice(0, i), word[i] as string]);
    merges.push([SPACE, word]);
  }
  const pieces = new Set([...SPECIAL, SPACE, ...LETTERS, ...merges.map(([a, b]) => a + b)]);
  return {
    version: "1.0",
    added_tokens: added,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: SPACE },
        { type: "Replace", pattern: { String: " " }, content: SPACE },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: SPACE }, content: " " },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries([...pieces].map((piece, id) => [piece, id])),
      merges,
    },
  };
}

/** As T5 and XLM-R have it: Unigram behind a Metaspace that marks every word, the first too. */
export function metaspaceUnigram(): object {
  const pieces = [SPACE, ...LETTERS, ...WORDS, ...WORDS.map((word) => SPACE + word)];
  const special = SPECIAL.map((piece) => [piece, 0] as const);
  return {
    version: "1.0",
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: "Metaspace", replacement: SPACE, prepend_scheme: "always", split: true },
    post_processor: null,
    decoder: { type: "Metaspace", replacement: SPACE, prepend_scheme: "always", split: true },
    model: {
      type: "Unigram",
      unk_id: 0,
      byte_fallback: false,
      vocab: [...special, ...[...new Set(pieces)].map((piece) => [piece, -10 / piece.length] as const)],
    },
  };
}

/** A folder with a tokenizer.json, and a tokenizer_config.json where one is given. */
export function tokenizerFolder(tokenizer: object, config?: object): string {
  const folder = mkdtempSync(join(tmpdir(), "midspan-tokenizer-"));
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  if (config !== undefined) writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(config));
  return folder;
}
