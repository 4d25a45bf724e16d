import { splitParagraphs, splitSentences } from "../haystack/sentences.ts";
import type { CountTokens } from "../tokens.ts";

export interface Cut {
  /** Tokens of a chunk at most. */
  readonly tokens: number;
  /** Tokens at the end of a chunk with which the next one begins, at most; whole sentences only. */
  readonly overlap: number;
}

interface Piece {
  readonly lead: string;
  readonly text: string;
  /** With its lead, behind another piece. */
  readonly tokens: number;
  /** Without it, as the first of a chunk: a word without the space before it may be more tokens. */
  readonly alone: number;
}

/**
 * Cuts a text into chunks of whole sentences, each as long as fits. A sentence that alone is longer than a chunk is
 * cut between words, a word that is between characters; nothing else is. Every sentence stands in a chunk.
 */
export function cutChunks(text: string, cut: Cut, count: CountTokens): readonly string[] {
  const pieces = splitParagraphs(text)
    .flatMap((paragraph) => splitSentences(paragraph))
    .flatMap(({ lead, text: sentence }): readonly Piece[] => {
      const whole = pieceOf(lead, sentence, count);
      const size = Math.max(whole.tokens, whole.alone);
      return size <= cut.tokens ? [whole] : cutSentence(sentence, lead, cut.tokens, count);
    });
  const chunks: string[] = [];
  let own: Piece[] = [];
  for (const piece of pieces) {
    if (own.length > 0 && sizeOf(own) + piece.tokens > cut.tokens) {
      chunks.push(joined(own));
      own = tailOf(own, Math.min(cut.overlap, cut.tokens - piece.tokens));
    }
    own.push(piece);
  }
  if (own.length > 0) chunks.push(joined(own));
  return chunks;
}

/** The last sentences that fit, but never all of them: a chunk that only repeats the one before says nothing. */
function tailOf(pieces: readonly Piece[], room: number): Piece[] {
  let from = pieces.length;
  while (from > 1 && sizeOf(pieces.slice(from - 1)) <= room) from--;
  return pieces.slice(from);
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { tokens, alone }, i) => sum + (i === 0 ? alone : tokens), 0);
}

function pieceOf(lead: string, text: string, count: CountTokens): Piece {
  return { lead, text, tokens: count((lead === "" ? " " : lead) + text), alone: count(text) };
}

function joined(pieces: readonly Piece[]): string {
  return pieces
    .map(({ lead, text }, i) => (i === 0 ? text : lead === "" ? ` ${text}` : lead + text))
    .join("");
}

function cutSentence(sentence: string, lead: string, most: number, count: CountTokens): readonly Piece[] {
  const words = sentence.match(/\S+\s*/g) ?? [];
  const size = (text: string): number => Math.max(count(` ${text}`), count(text));
  const small = words.flatMap((word) => (size(word.trim()) <= most ? [word] : [...word]));
  const texts: string[] = [];
  let own = "";
  for (const word of small) {
    if (own.trim() !== "" && size((own + word).trim()) > most) {
      texts.push(own.trim());
      own = "";
    }
    own += word;
  }
  if (own.trim() !== "") texts.push(own.trim());
  return texts.map((text, i) => pieceOf(i === 0 ? lead : " ", text, count));
}
