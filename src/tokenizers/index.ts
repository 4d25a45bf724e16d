import type { Tokenizer } from "../tokens.ts";
import { charactersTokenizer } from "./characters.ts";
import { isTiktokenEncoding, openEncoding } from "./tiktoken.ts";
import { openTokenizerFile } from "./tokenizer-file.ts";

/** A way to count tokens without the model. */
export interface TokenizerSource {
  readonly name: string;
  /** What is written after `--tokenizer`. */
  readonly form: string;
  accepts(spec: string): boolean;
  open(spec: string): Promise<Tokenizer>;
}

/** In the order in which they are asked; a path comes last, because anything may be one. */
export const tokenizers: readonly TokenizerSource[] = [
  {
    name: "tiktoken",
    form: "cl100k_base | o200k_base",
    accepts: isTiktokenEncoding,
    open: openEncoding,
  },
  {
    name: "characters",
    form: "characters:4.2",
    accepts: (spec) => spec.startsWith("characters:"),
    open: async (spec) => charactersTokenizer(Number(spec.slice("characters:".length) || Number.NaN)),
  },
  {
    name: "file",
    form: "PATH of a tokenizer.json or its folder",
    accepts: () => true,
    open: openTokenizerFile,
  },
];

/** The tokenizer that a `--tokenizer` names. Throws `input-file` or `usage`. */
export async function openTokenizer(spec: string): Promise<Tokenizer> {
  const source = tokenizers.find(({ accepts }) => accepts(spec)) as TokenizerSource;
  return source.open(spec);
}
