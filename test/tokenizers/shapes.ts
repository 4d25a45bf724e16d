import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import { legacyLlama, metaspaceUnigram, tokenizerFolder } from "./tiny.ts";

/** Every way in which tokenizers treat the white space between parts: a name, and what `--tokenizer` takes. */
export const SHAPES = [
  ["byte-level BPE, GPT-2's split", join(packageRoot(), "models/reference")],
  ["o200k_base", "o200k_base"],
  ["cl100k_base", "cl100k_base"],
  ["SentencePiece BPE with a dummy space", tokenizerFolder(legacyLlama())],
  ["Unigram behind Metaspace", tokenizerFolder(metaspaceUnigram())],
] as const;
