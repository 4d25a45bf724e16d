import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import type { Tokenizer } from "../tokens.ts";
import { seamCount } from "./seam-count.ts";
import { checkVocabularyIds } from "./vocabulary-ids.ts";

/** Kept for a chat template that nobody told us: markers of a turn, its role, the opening of the answer. */
const UNKNOWN_TEMPLATE = 16;

/**
 * A tokenizer from a tokenizer.json or the folder that holds it. A tokenizer_config.json beside it gives the chat
 * template, whose tokens are measured; without one 16 tokens are kept for it.
 * Throws `input-file` where it is missing, no JSON, or no tokenizer.
 */
export async function openTokenizerFile(path: string): Promise<Tokenizer> {
  const file = fileOf(resolve(path));
  const bytes = readBytes(file);
  const beside = join(dirname(file), "tokenizer_config.json");
  const config = existsSync(beside) ? parse(beside, readBytes(beside)) : {};
  const { PreTrainedTokenizer } = await import("@huggingface/transformers");
  const json = parse(file, bytes);
  checkVocabularyIds(json, file);
  const hub = loaded(file, () => new PreTrainedTokenizer(json, config));
  const encode = (text: string): readonly number[] => hub.encode(text, { add_special_tokens: false });
  const name = basename(file) === "tokenizer.json" ? basename(dirname(file)) : basename(file, ".json");
  return {
    id: `${name}@${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`,
    exact: true,
    templateTokens: loadedTemplate(beside, () => templateTokens(hub, encode)),
    encode,
    decode: (ids) => (ids.length === 0 ? "" : hub.decode([...ids], { clean_up_tokenization_spaces: false })),
    count: seamCount(encode),
  };
}

function fileOf(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "tokenizer.json") : path;
  if (existsSync(file)) return file;
  throw new MidspanError("input-file", `no such tokenizer; a tokenizer.json or a folder with one: ${path}`, {
    cure: "Name the file, or one of the encodings cl100k_base and o200k_base, or characters:4.2.",
  });
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new MidspanError("input-file", `the tokenizer cannot be read; a readable tokenizer.json: ${file}`, {
      cause,
    });
  }
}

function parse(file: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  const value = loaded(file, () => JSON.parse(bytes.toString("utf8")) as unknown);
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new MidspanError("input-file", `the tokenizer cannot be used; one JSON object: ${file}`);
}

function loaded<T>(file: string, load: () => T): T {
  try {
    return load();
  } catch (cause) {
    throw new MidspanError(
      "input-file",
      `this is no tokenizer; tokenizer.json in the Hugging Face format: ${file}`,
      {
        cause,
        cure: "Take the tokenizer.json that lies beside the model's weights.",
      },
    );
  }
}

function loadedTemplate(file: string, measure: () => number): number {
  try {
    return measure();
  } catch (cause) {
    throw new MidspanError(
      "input-file",
      `the chat template cannot be used; Jinja as models have it: ${file}`,
      {
        cause,
        cure: "Mend chat_template in it, or name the tokenizer.json alone, elsewhere.",
      },
    );
  }
}

/** What the chat template puts around one user message; measured on a word that joins nothing. */
function templateTokens(
  hub: PreTrainedTokenizer,
  encode: (text: string) => { readonly length: number },
): number {
  if (!hub.chat_template) return UNKNOWN_TEMPLATE;
  const messages = [{ role: "user", content: "a" }];
  const text = hub.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true }) as string;
  // One more, for a BOS that the template leaves to the server.
  return encode(text).length - encode("a").length + 1;
}
