import type { Rng } from "../../src/random.ts";

/**
 * Names and values that no lexicon holds. They teach the model to copy whatever stands in the document, so that
 * the words of a run, which its training never shows, are read like any other.
 */
export function wildName(rng: Rng, words: readonly string[]): string {
  const part = (): string => capital(rng.float() < 0.5 ? letters(rng) : rng.pick(words));
  return `${part()} ${part()}`;
}

export function wildValue(rng: Rng, words: readonly string[]): string {
  const part = (): string => (rng.float() < 0.4 ? letters(rng) : rng.pick(words).toLowerCase());
  return rng.float() < 0.85 ? `${part()}-${part()}` : part();
}

/** Four to eight digits; a run asks for seven. */
export function wildNumber(rng: Rng): string {
  const digits = 4 + rng.int(5);
  return String(10 ** (digits - 1) + rng.int(9 * 10 ** (digits - 1)));
}

const VOWELS = "aeiouy";
const CONSONANTS = "bcdfghjklmnprstvwz";

function letters(rng: Rng): string {
  const length = 3 + rng.int(6);
  const start = rng.int(2);
  return Array.from({ length }, (_, i) => {
    const pool = (i + start) % 2 === 0 ? CONSONANTS : VOWELS;
    return rng.float() < 0.15 ? rng.pick([...CONSONANTS]) : rng.pick([...pool]);
  }).join("");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
