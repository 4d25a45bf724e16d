/**
 * Trains a byte-level BPE (Sennrich et al. 2016; bytes spelled as in GPT-2) on the corpus of the generator.
 * Digits are never merged, so that every digit of a number is a token of its own.
 */
export interface Bpe {
  readonly vocab: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
  /** A piece that the vocabulary has is taken whole, however its merges would cut it (`ignore_merges`, as in Llama 3). */
  readonly wholeWords?: boolean;
}

/** A piece of text in the alphabet of the vocabulary. */
export function spell(piece: string, alphabet: readonly string[]): string[] {
  return [...Buffer.from(piece, "utf8")].map((b) => alphabet[b] as string);
}

/** GPT-2's split; llama.cpp knows it as the pre-tokenizer "gpt-2". */
export const SPLIT = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** GPT-2's printable spelling of the 256 bytes. */
export function byteAlphabet(): readonly string[] {
  const printable = (b: number): boolean =>
    (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || (b >= 174 && b <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : next++));
}

/** Learns merges until the vocabulary (specials first, then bytes, then merges) has `size` entries. */
export function trainBpe(corpus: Iterable<string>, specials: readonly string[], size: number): Bpe {
  const alphabet = byteAlphabet();
  const split = new RegExp(SPLIT, "gu");
  const counts = new Map<string, number>();
  for (const text of corpus)
    for (const piece of text.match(split) ?? []) counts.set(piece, (counts.get(piece) ?? 0) + 1);

  const words = [...counts].map(([piece, count]) => ({
    symbols: spell(piece, alphabet),
    count,
  }));
  const vocab = [...specials, ...alphabet];
  const merges: [string, string][] = [];
  const pairs = new Map<string, number>();
  const where = new Map<string, Set<number>>();
  const tally = (w: number, sign: 1 | -1): void => {
    const { symbols, count } = words[w] as (typeof words)[number];
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = `${symbols[i]} ${symbols[i + 1]}`;
      if (/\p{N}/u.test(key)) continue;
      pairs.set(key, (pairs.get(key) ?? 0) + sign * count);
      if (sign === 1) where.set(key, (where.get(key) ?? new Set()).add(w));
    }
  };
  words.forEach((_, w) => {
    tally(w, 1);
  });
  while (vocab.length < size) {
    let best = "";
    let most = 1;
    // Ties go to the smaller spelling, so that the order of the corpus does not matter.
    for (const [key, n] of pairs)
      if (n > most || (n === most && n > 1 && key < best)) [best, most] = [key, n];
    if (best === "") break;
    const [left, right] = best.split(" ") as [string, string];
    merges.push([left, right]);
    vocab.push(left + right);
    for (const w of where.get(best) ?? []) {
      tally(w, -1);
      const word = words[w] as (typeof words)[number];
      const merged: string[] = [];
      for (let i = 0; i < word.symbols.length; i++) {
        const symbol = word.symbols[i] as string;
        if (symbol === left && word.symbols[i + 1] === right) {
          merged.push(left + right);
          i++;
        } else merged.push(symbol);
      }
      word.symbols = merged;
      tally(w, 1);
    }
    pairs.delete(best);
    where.delete(best);
  }
  return { vocab, merges };
}
