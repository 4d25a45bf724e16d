import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Loss weight codes of a token: what is predicted there. */
export const WEIGHT = { context: 0, value: 1, answer: 2 } as const;

/** One document as ids, with a weight code each. `meta` says what an evaluation needs to know. */
export interface Encoded {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Writes tokens.u16, weights.u8, docs.u32 (n + 1 start offsets) and, with meta, meta.jsonl. Little-endian. */
export function writeShard(folder: string, documents: readonly Encoded[]): number {
  mkdirSync(folder, { recursive: true });
  const total = documents.reduce((sum, document) => sum + document.ids.length, 0);
  const tokens = new Uint16Array(total);
  const weights = new Uint8Array(total);
  const starts = new Uint32Array(documents.length + 1);
  let at = 0;
  documents.forEach((document, i) => {
    tokens.set(document.ids, at);
    weights.set(document.weights, at);
    at += document.ids.length;
    starts[i + 1] = at;
  });
  writeFileSync(join(folder, "tokens.u16"), tokens);
  writeFileSync(join(folder, "weights.u8"), weights);
  writeFileSync(join(folder, "docs.u32"), starts);
  if (documents.some((document) => document.meta !== undefined))
    writeFileSync(join(folder, "meta.jsonl"), documents.map((d) => `${JSON.stringify(d.meta)}\n`).join(""));
  return total;
}
