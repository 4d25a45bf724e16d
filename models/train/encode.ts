import { type Bpe, byteAlphabet, SPLIT, spell } from "./bpe.ts";

/** Encodes text fast: BPE works piece by piece, so a memory of pieces does nearly all of the work. */
export function createEncoder(bpe: Bpe): (text: string) => number[] {
  const ids = new Map(bpe.vocab.map((token, id) => [token, id]));
  const ranks = new Map(bpe.merges.map(([a, b], rank) => [`${a} ${b}`, rank]));
  const alphabet = byteAlphabet();
  const split = new RegExp(SPLIT, "gu");
  const memory = new Map<string, readonly number[]>();
  const encodePiece = (piece: string): readonly number[] => {
    const symbols = spell(piece, alphabet);
    const whole = bpe.wholeWords ? ids.get(symbols.join("")) : undefined;
    if (whole !== undefined) return [whole];
    for (;;) {
      let at = -1;
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i + 1 < symbols.length; i++) {
        const rank = ranks.get(`${symbols[i]} ${symbols[i + 1]}`) ?? Number.POSITIVE_INFINITY;
        if (rank < best) [best, at] = [rank, i];
      }
      if (at < 0) break;
      symbols.splice(at, 2, `${symbols[at]}${symbols[at + 1]}`);
    }
    return symbols.map((symbol) => ids.get(symbol) as number);
  };
  return (text) => {
    const out: number[] = [];
    for (const piece of text.match(split) ?? []) {
      let known = memory.get(piece);
      if (known === undefined) {
        known = encodePiece(piece);
        if (memory.size < 500_000) memory.set(piece, known);
      }
      out.push(...known);
    }
    return out;
  };
}
