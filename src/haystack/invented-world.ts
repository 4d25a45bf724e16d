import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { hash128 } from "../random.ts";
import { packageRoot } from "../root.ts";
import type { ValueKind } from "../types.ts";

/** The lexicon side of `datasets/needles/invented.yaml` that one split may use. */
export interface InventedWorld {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly attributes: Readonly<Record<ValueKind, readonly string[]>>;
  readonly adjectives: readonly string[];
  readonly nouns: readonly string[];
}

const words = z.array(z.string().min(1)).min(2);
const syllables = z.object({ starts: words, ends: words });
export const inventedWorldSchema = z.strictObject({
  version: z.int().min(1),
  firstNames: syllables,
  lastNames: syllables,
  attributes: z.object({
    modifiers: words,
    heads: z.object({ word: words, number: words, uuid: words }),
  }),
  values: z.object({ adjectives: words, nouns: words }),
});

/**
 * Reads the lexicon and keeps the entries of one split: a fifth (names, value words) or a third (attributes)
 * belongs to the run, the rest to the training of the embedded model. The rule is a hash of the entry, so
 * adding an entry moves no other.
 */
export function loadInventedWorld(split: "run" | "train"): InventedWorld {
  const path = join(packageRoot(), "datasets/needles/invented.yaml");
  const data = inventedWorldSchema.parse(parse(readFileSync(path, "utf8")));
  const keep = (label: string, share: number) => (entry: string) =>
    (hash128(`${label}:${entry}`)[0] % share === 0) === (split === "run");
  const join2 = (parts: z.infer<typeof syllables>): string[] =>
    parts.starts.flatMap((a) => parts.ends.map((b) => a + b));
  const attributes = (heads: readonly string[]): string[] =>
    data.attributes.modifiers
      .flatMap((modifier) => heads.map((head) => `${modifier} ${head}`))
      .filter(keep("attribute", 3));
  return {
    firstNames: join2(data.firstNames).filter(keep("first name", 5)),
    lastNames: join2(data.lastNames).filter(keep("last name", 5)),
    attributes: {
      word: attributes(data.attributes.heads.word),
      number: attributes(data.attributes.heads.number),
      uuid: attributes(data.attributes.heads.uuid),
    },
    adjectives: data.values.adjectives.filter(keep("adjective", 5)),
    nouns: data.values.nouns.filter(keep("noun", 5)),
  };
}
