import { existsSync } from "node:fs";
import type { AuditedTokenizer } from "./audited-tokenizer.ts";

interface TokenizerKind {
  readonly name: string;
  /** What is written after `--tokenizer`. */
  readonly form: string;
  accepts(spec: string): boolean;
  open(spec: string): Promise<AuditedTokenizer>;
}

/** Where tokenizers are audited, in the order in which they are asked. */
export const auditedTokenizers: readonly TokenizerKind[] = [
  {
    name: "embedded",
    form: "embedded:reference",
    accepts: (spec) => spec.startsWith("embedded:"),
    open: async (spec) => (await import("./model-tokenizer.ts")).openEmbeddedTokenizer(spec),
  },
  {
    name: "llamacpp",
    form: "http://HOST:PORT of a llama.cpp server, or llamacpp:NAME at 127.0.0.1:8080",
    accepts: (spec) => /^(https?:\/\/|llamacpp:)/.test(spec),
    open: async (spec) => (await import("./llamacpp-tokenizer.ts")).openLlamacppTokenizer(spec),
  },
  {
    name: "gguf",
    form: "PATH of a .gguf",
    accepts: (spec) => spec.endsWith(".gguf") && existsSync(spec),
    open: async (spec) => (await import("./gguf-tokenizer.ts")).openGgufTokenizer(spec),
  },
  {
    name: "tiktoken",
    form: "cl100k_base | o200k_base",
    accepts: (spec) => spec === "cl100k_base" || spec === "o200k_base",
    open: async (spec) => (await import("./tiktoken-tokenizer.ts")).openTiktokenTokenizer(spec),
  },
  {
    name: "hub",
    form: "a folder, a tokenizer.json, or a hub id",
    accepts: () => true,
    open: async (spec) =>
      (await import("./hub-tokenizer.ts")).openHubTokenizer(spec.replace(/^transformers:/, ""), spec),
  },
];

/**
 * Opens what is written after `--tokenizer`. Throws `input-file`, `model-unavailable`, `unknown-name`, `usage`.
 *
 * @example
 * ```ts
 * const tokenizer = await openAuditedTokenizer("model.gguf");
 * ```
 */
export async function openAuditedTokenizer(spec: string): Promise<AuditedTokenizer> {
  const kind = auditedTokenizers.find(({ accepts }) => accepts(spec)) as TokenizerKind;
  return kind.open(spec);
}
