import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createRng } from "../random.ts";
import type { Haystack } from "../types.ts";
import { splitParagraphs, splitSentences } from "./sentences.ts";
import { readUserText } from "./user-text.ts";

/** Raised when the same text is read or cut into sentences in another way: prompts follow from that too. */
const READING = 2;

/**
 * A user's file or folder as haystack. Finite: each sentence comes once. Seed 0 begins at the beginning, any
 * other at a paragraph drawn by the seed, and what stands before it follows at the end.
 * `version` is a hash of the text and of how it is read. Throws `input-file`.
 *
 * @param named a path; `PATH#FIELD` reads another field of JSON lines than `text`
 *
 * @example
 * ```ts
 * const [first] = fileHaystack("essays/").segments(0);
 * ```
 */
export function fileHaystack(named: string): Haystack {
  const { path, field } = pathAndField(named);
  const text = readUserText(path, field);
  const paragraphs = splitParagraphs(text);
  return {
    name: `file:${basename(resolve(path))}`,
    version: createHash("sha256").update(`${READING}\n${text}`).digest("hex").slice(0, 12),
    *segments(seed) {
      const start = seed === 0 ? 0 : createRng(seed).fork("file").int(paragraphs.length);
      for (let i = 0; i < paragraphs.length; i++)
        yield* splitSentences(paragraphs[(start + i) % paragraphs.length] as string);
    },
  };
}

/** A name that stands in the folder as it is, is a path, whatever it holds. */
function pathAndField(named: string): { readonly path: string; readonly field: string } {
  const [, path, field] = /^(.+)#([^#/\\]+)$/.exec(named) ?? [];
  if (path === undefined || field === undefined || existsSync(named)) return { path: named, field: "text" };
  return { path, field };
}
