import { openEncoding } from "../../tokenizers/tiktoken.ts";
import type { AuditedTokenizer } from "./audited-tokenizer.ts";
import { visiblePiece } from "./visible-piece.ts";

/** One of OpenAI's encodings: no BOS, and a chat template that stays on the server. */
export async function openTiktokenTokenizer(name: string): Promise<AuditedTokenizer> {
  const { encode, decode } = await openEncoding(name);
  return {
    name,
    encode: async (text) => encode(text),
    piece: async (id) => visiblePiece(decode([id])),
    isSpecial: () => false,
    notes: [
      "The server puts a chat template around messages that it does not show: position 0 of a hosted chat is its own.",
    ],
    close: async () => undefined,
  };
}
