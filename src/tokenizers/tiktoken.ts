import { MidspanError } from "../errors.ts";
import type { Tokenizer } from "../tokens.ts";
import { seamCount } from "./seam-count.ts";

export type TiktokenEncoding = "cl100k_base" | "o200k_base";

// Literal paths, so that only the encoding that is asked for is loaded (two megabytes and a second each).
const LOAD = {
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
} as const;

/** OpenAI's cookbook: 3 tokens around a message, 1 for its role, 3 that open the answer. */
const TEMPLATE_TOKENS = 7;

/** One of OpenAI's encodings: cl100k_base (GPT-4, GPT-3.5), o200k_base (GPT-4o, o-series, GPT-4.1, GPT-5). */
export async function openTiktoken(name: TiktokenEncoding): Promise<Tokenizer> {
  const { encode, decode } = await LOAD[name]();
  // What looks like a special token inside a document is text.
  const plain = (text: string): readonly number[] => encode(text, { disallowedSpecial: new Set() });
  return {
    id: name,
    exact: true,
    templateTokens: TEMPLATE_TOKENS,
    encode: plain,
    decode: (ids) => decode(ids),
    count: seamCount(plain),
  };
}

/** Whether a name is that of an encoding. */
export function isTiktokenEncoding(name: string): name is TiktokenEncoding {
  return Object.hasOwn(LOAD, name);
}

/** The encoding of an OpenAI model by its name; undefined for other models. */
export function encodingOfModel(model: string): TiktokenEncoding | undefined {
  if (/^(gpt-(4o|4\.1|4\.5|5)|chatgpt-4o|o[1-9](-|$)|gpt-oss)/.test(model)) return "o200k_base";
  return /^gpt-(4|3\.5)/.test(model) ? "cl100k_base" : undefined;
}

/** Opens an encoding by name. Throws `unknown-name`. */
export function openEncoding(name: string): Promise<Tokenizer> {
  if (isTiktokenEncoding(name)) return openTiktoken(name);
  throw new MidspanError("unknown-name", `no such encoding; one of ${Object.keys(LOAD).join(", ")}: ${name}`);
}
