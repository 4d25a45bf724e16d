import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AutoTokenizer, PreTrainedTokenizer } from "@huggingface/transformers";
import { MidspanError } from "../../errors.ts";
import { checkVocabularyIds, knownIds } from "../../tokenizers/vocabulary-ids.ts";
import type { Message } from "../../types.ts";
import type { AuditedTokenizer, SpecialToken } from "./audited-tokenizer.ts";
import { visiblePiece } from "./visible-piece.ts";

/** Above this a `model_max_length` is a stand-in for "not known" (transformers writes 1e30). */
const LONGEST = 1e9;

/**
 * A tokenizer of the Hugging Face format: a folder, a tokenizer.json, or a hub id as transformers.js loads it.
 * Throws `input-file` for files, `model-unavailable` for a hub id that cannot be loaded.
 */
export async function openHubTokenizer(spec: string, name = spec): Promise<AuditedTokenizer> {
  const path = resolve(spec);
  if (!existsSync(path)) return auditedHub(await fromHub(spec), { name, notes: [] });
  const file = statSync(path).isDirectory() ? join(path, "tokenizer.json") : path;
  if (!existsSync(file))
    throw new MidspanError("input-file", `the folder holds no tokenizer; a tokenizer.json in: ${path}`);
  const folder = dirname(file);
  const whole = basename(file) === "tokenizer.json";
  const config = whole ? readObject(join(folder, "tokenizer_config.json")) : undefined;
  const template = whole ? textOf(join(folder, "chat_template.jinja")) : undefined;
  const json = readObject(file);
  if (json === undefined)
    throw new MidspanError("input-file", `the tokenizer cannot be read; a readable tokenizer.json: ${file}`);
  checkVocabularyIds(json, file);
  const hub = await loaded(file, async () => {
    if (config !== undefined && whole)
      return AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    return new PreTrainedTokenizer(json, {});
  });
  if (template !== undefined && !hub.chat_template) hub.chat_template = template;
  const window = windowOf(readObject(join(folder, "config.json")));
  return auditedHub(hub, {
    name,
    ...(window === undefined ? {} : { window }),
    notes:
      config === undefined
        ? ["There is no tokenizer_config.json beside it: BOS, EOS and chat template are not known from it."]
        : [],
  });
}

interface HubOptions {
  readonly name: string;
  readonly window?: number;
  readonly notes: readonly string[];
}

/** Wraps a tokenizer that is loaded already. */
export function auditedHub(hub: PreTrainedTokenizer, { name, window, notes }: HubOptions): AuditedTokenizer {
  const inner = hub._tokenizer;
  const added = inner.get_added_tokens_decoder();
  const bos = specialOf(hub.bos_token_id, hub.bos_token) ?? openingSpecial(hub, added);
  const eos = specialOf(hub.eos_token_id, hub.eos_token);
  const declared = (hub.config as { readonly model_max_length?: unknown } | undefined)?.model_max_length;
  const longest = typeof declared === "number" && declared < LONGEST ? declared : undefined;
  const known = window ?? longest;
  return {
    name,
    encode: async (text, special) => knownIds(hub.encode(text, { add_special_tokens: special }), name),
    piece: async (id) => {
      const piece = added.get(id)?.content ?? inner.id_to_token(id);
      // A byte-level piece may be half a character: then its own letters are shown.
      const text = hub.decode([id], { clean_up_tokenization_spaces: false });
      return visiblePiece(
        piece === undefined ? text : /^[\u2581\u0120-\u7fff]|\u010a/.test(piece) ? piece : piece,
      );
    },
    ...(hub.chat_template
      ? {
          render: async (messages: readonly Message[]) =>
            hub.apply_chat_template([...messages], {
              tokenize: false,
              add_generation_prompt: true,
            }) as string,
        }
      : {}),
    bos,
    eos,
    isSpecial: (id) => added.get(id)?.special === true || id === bos?.id || id === eos?.id,
    ...(known === undefined ? {} : { window: known }),
    notes,
    close: async () => undefined,
  };
}

/** Without a named BOS: the special token that the post-processor puts in front is one. */
function openingSpecial(
  hub: PreTrainedTokenizer,
  added: ReadonlyMap<number, { readonly content: string; readonly special: boolean }>,
): SpecialToken | undefined {
  const [first] = hub.encode("a", { add_special_tokens: true });
  const token = first === undefined ? undefined : added.get(first);
  return token?.special === true && first !== undefined ? { id: first, piece: token.content } : undefined;
}

function specialOf(id: number | undefined, piece: string | undefined): SpecialToken | undefined {
  return id === undefined || id === null || piece === undefined || piece === null ? undefined : { id, piece };
}

async function fromHub(id: string): Promise<PreTrainedTokenizer> {
  if (!/^[\w-][\w.-]*\/[\w.-]+$/.test(id) && !/^[\w-][\w.-]*$/.test(id))
    throw new MidspanError(
      "input-file",
      `no such tokenizer; a folder, a tokenizer.json, a GGUF file, a hub id or a llama.cpp server: ${id}`,
    );
  return AutoTokenizer.from_pretrained(id).catch((cause: unknown) => {
    throw new MidspanError(
      "model-unavailable",
      `no such tokenizer; a file here, or an id of the hub where it is in reach: ${id}`,
      { cause, cure: "Give the folder that holds its tokenizer.json, which needs no network." },
    );
  });
}

async function loaded<T>(file: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new MidspanError(
      "input-file",
      `this is no tokenizer; tokenizer.json in the Hugging Face format: ${file}`,
      {
        cause,
      },
    );
  }
}

function windowOf(config: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const found = config?.max_position_embeddings ?? config?.n_positions;
  return typeof found === "number" ? found : undefined;
}

function readObject(file: string): Readonly<Record<string, unknown>> | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new MidspanError("input-file", `the tokenizer cannot be used; a file of JSON: ${file}`, { cause });
  }
  throw new MidspanError("input-file", `the tokenizer cannot be used; one JSON object: ${file}`);
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
