import type { Rng } from "../random.ts";

const CONSONANTS = "bdfgklmnprstvz".split("");
const VOWELS = "aeiou".split("");

/** A word of three syllables that is no word, e.g. "tovage"; six letters, so that none is part of another. */
function codedWord(rng: Rng): string {
  return Array.from({ length: 3 }, () => rng.pick(CONSONANTS) + rng.pick(VOWELS)).join("");
}

/** Endless coded words, none of them twice (there are 343,000). */
export function* codedWords(rng: Rng): Generator<string, never> {
  const seen = new Set<string>();
  for (;;) {
    const word = codedWord(rng);
    if (seen.has(word)) continue;
    seen.add(word);
    yield word;
  }
}
