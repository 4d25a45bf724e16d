/**
 * Turns text into token ids and back. `encode` never adds special tokens.
 * A prompt is counted part by part (segment by segment). Byte-level BPE with GPT-2's split is additive over parts
 * that begin with their own white space; other tokenizers count a part behind the one before it.
 */
export interface Tokenizer {
  readonly id: string;
  /** `false` where counts are an estimate (characters per token); marked on every trial and chart. */
  readonly exact: boolean;
  /** Tokens the chat template adds around one user message and the opening of the answer, BOS included. */
  readonly templateTokens: number;
  encode(text: string): readonly number[];
  decode(ids: readonly number[]): string;
  /**
   * Tokens of a text; with `before`, the tokens that the text adds behind that one. The two differ where a
   * tokenizer joins what stands on both sides of a seam (cl100k and o200k: a full stop and the blank line after
   * it). Without `before` a count is never too low for any text before it, give or take the oddest of merges.
   */
  readonly count: CountTokens;
}

/** How rooms take a tokenizer's `count` as a value. */
export interface CountTokens {
  (text: string, before?: string): number;
  /**
   * Told what is going to be counted, each with the text before it. Only tokenizers have it that ask a server:
   * many questions at once cost them little more than one.
   */
  readonly ahead?: (parts: readonly CountedPart[]) => void;
}

export type CountedPart = readonly [text: string, before?: string | undefined];

/** Remembers counts of recent texts: a depth sweep counts the same sentences again and again. */
export function memoCount(count: (text: string) => number, capacity = 200_000): (text: string) => number {
  let memo = new Map<string, number>();
  return (text) => {
    const known = memo.get(text);
    if (known !== undefined) return known;
    if (memo.size >= capacity) memo = new Map();
    const n = count(text);
    memo.set(text, n);
    return n;
  };
}

// GPT-2's split (Radford et al. 2019, released encoder): contractions, words, numbers, punctuation, white space.
const PIECES = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/**
 * A tokenizer without a vocabulary: one token a GPT-2 piece. For models that only pretend (simulated, replay)
 * and for tests; ids are assigned in order of appearance, so only counts and round trips mean something.
 *
 * @example
 * ```ts
 * createWordTokenizer().count("one two", undefined); // 2
 * ```
 */
export function createWordTokenizer(): Tokenizer {
  const ids = new Map<string, number>();
  const pieces: string[] = [];
  const encode = (text: string): number[] =>
    (text.match(PIECES) ?? []).map((piece) => {
      const known = ids.get(piece);
      if (known !== undefined) return known;
      ids.set(piece, pieces.length);
      return pieces.push(piece) - 1;
    });
  return {
    id: "words@1",
    exact: true,
    templateTokens: 4,
    encode,
    decode: (list) => list.map((id) => pieces[id] ?? "").join(""),
    count: memoCount((text) => text.match(PIECES)?.length ?? 0),
  };
}
