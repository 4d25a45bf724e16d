import { PreTrainedTokenizer } from "@huggingface/transformers";
import type { AuditedTokenizer, SpecialToken } from "./audited-tokenizer.ts";
import { llamacppAddsBos } from "./gguf-bos.ts";
import { type GgufValue, readGgufMetadata } from "./gguf-metadata.ts";
import { asTokenizerJson, knowsSplit, vocabularyOf } from "./gguf-vocabulary.ts";
import { auditedHub } from "./hub-tokenizer.ts";

/**
 * The vocabulary and chat template of a GGUF file, encoded as llama.cpp would. Byte-level BPE and SentencePiece
 * vocabularies are encoded; of others the metadata alone is told. Throws `input-file`.
 */
export async function openGgufTokenizer(path: string): Promise<AuditedTokenizer> {
  const metadata = readGgufMetadata(path);
  const numberAt = (key: string): number | undefined => numberOf(metadata.get(key));
  const vocabulary = vocabularyOf(metadata);
  const kind = String(metadata.get("tokenizer.ggml.model") ?? "not said");
  const explicit = metadata.get("tokenizer.ggml.add_bos_token");
  const { adds, by } = llamacppAddsBos(
    kind,
    String(metadata.get("tokenizer.ggml.pre") ?? ""),
    typeof explicit === "boolean" ? explicit : undefined,
  );
  const pieces = (metadata.get("tokenizer.ggml.tokens") ?? []) as readonly string[];
  const named = (key: string): SpecialToken | undefined => {
    const id = numberAt(key);
    const piece = id === undefined ? undefined : pieces[id];
    return id === undefined || piece === undefined ? undefined : { id, piece };
  };
  const bos = named("tokenizer.ggml.bos_token_id");
  const eos = named("tokenizer.ggml.eos_token_id");
  const window = numberAt(`${String(metadata.get("general.architecture"))}.context_length`);
  const notes = [
    `llama.cpp ${adds ? "puts a BOS in front" : "puts no BOS in front"}: ${by}.`,
    ...(bos === undefined
      ? ["The file names no BOS: llama.cpp's own default for this vocabulary is not known here."]
      : []),
  ];
  if (vocabulary === undefined)
    return {
      name: path,
      unreadable: `a vocabulary of kind ${kind} is not encoded here; ask a running server: --tokenizer http://HOST:PORT`,
      encode: async () => [],
      piece: async (id) => pieces[id] ?? `(${id})`,
      bos,
      eos,
      isSpecial: () => undefined,
      window,
      notes,
      close: async () => undefined,
    };
  const template = metadata.get("tokenizer.chat_template");
  const hub = new PreTrainedTokenizer(asTokenizerJson(vocabulary, adds ? bos?.id : undefined), {
    ...(typeof template === "string" ? { chat_template: template } : {}),
    ...(bos === undefined ? {} : { bos_token: bos.piece }),
    ...(eos === undefined ? {} : { eos_token: eos.piece }),
  });
  const unknown = `How llama.cpp splits text for the pre-tokenizer ${vocabulary.pre} is not known here: GPT-2's split is used, so indices behind the template may be off.`;
  return auditedHub(hub, {
    name: path,
    ...(window === undefined ? {} : { window }),
    notes: knowsSplit(vocabulary) ? notes : [...notes, unknown],
  });
}

function numberOf(value: GgufValue | undefined): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}
