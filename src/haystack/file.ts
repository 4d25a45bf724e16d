import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { createRng } from "../random.ts";
import type { Haystack } from "../types.ts";
import { splitParagraphs, splitSentences } from "./sentences.ts";
import { readUserText } from "./user-text.ts";

/**
 * A user's file or folder as haystack. Finite: each sentence comes once. Seed 0 begins at the beginning, any
 * other at a paragraph drawn by the seed, and what stands before it follows at the end.
 * `version` is a hash of the text. Throws `input-file`.
 */
export function fileHaystack(path: string): Haystack {
  const text = readUserText(path);
  const paragraphs = splitParagraphs(text);
  return {
    name: `file:${basename(resolve(path))}`,
    version: createHash("sha256").update(text).digest("hex").slice(0, 12),
    *segments(seed) {
      const start = seed === 0 ? 0 : createRng(seed).fork("file").int(paragraphs.length);
      for (let i = 0; i < paragraphs.length; i++)
        yield* splitSentences(paragraphs[(start + i) % paragraphs.length] as string);
    },
  };
}
