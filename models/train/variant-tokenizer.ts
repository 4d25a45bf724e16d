import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { inventedWorldSchema } from "../../src/haystack/invented-world.ts";
import { packageRoot } from "../../src/root.ts";
import { type Bpe, byteAlphabet, SPLIT, spell, trainBpe } from "./bpe.ts";
import { SPECIALS } from "./tokenizer-files.ts";

/**
 * A small vocabulary for the variants: bytes, the syllables of which names are made, and whole words: those of all
 * attributes and values, then the commonest of `texts`. So a fact has the same few tokens always, and learning is
 * about finding it, not about spelling. Digits stay single.
 */
export function variantTokenizer(texts: Iterable<string>, size: number): Bpe {
  const path = join(packageRoot(), "datasets/needles/invented.yaml");
  const { firstNames, lastNames, attributes, values } = inventedWorldSchema.parse(
    parse(readFileSync(path, "utf8")),
  );
  const behindSpace = (word: string): string => ` ${word}`;
  const parts = [
    ...[...firstNames.starts, ...lastNames.starts].map(behindSpace),
    ...firstNames.ends,
    ...lastNames.ends,
  ];
  // Twice each, so that every part is worth its merges.
  const syllables = trainBpe([...parts, ...parts], SPECIALS, Number.POSITIVE_INFINITY);
  const lexicon = [
    ...[...attributes.modifiers, ...Object.values(attributes.heads).flat(), ...values.adjectives].map(
      behindSpace,
    ),
    ...values.nouns,
  ];
  const starts = new RegExp(`^ ?(${[...firstNames.starts, ...lastNames.starts].join("|")})`, "u");
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const piece of text.match(new RegExp(SPLIT, "gu")) ?? [])
      if (!/\p{N}/u.test(piece) && !starts.test(piece)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([piece]) => piece);
  const alphabet = byteAlphabet();
  const vocab = new Set(syllables.vocab);
  for (const piece of [...lexicon, ...common])
    if (vocab.size < size) vocab.add(spell(piece, alphabet).join(""));
  return { vocab: [...vocab], merges: syllables.merges, wholeWords: true };
}
