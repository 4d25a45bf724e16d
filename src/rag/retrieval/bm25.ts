import { bestOf, type Hit } from "./best.ts";
import { termsOf } from "./terms.ts";

/** Lucene's defaults: how soon a repeated term stops to count, and how far a long text is held back. */
const K1 = 1.2;
const B = 0.75;

/** Finds the texts that share a term with the question, at most `k`, best first. */
export type Bm25 = (question: string, k: number) => readonly Hit[];

/**
 * Indexes texts for BM25 in Lucene's form: the sum over the question's terms t of
 * ln(1 + (N - n_t + 0.5) / (n_t + 0.5)) * f / (f + k1 (1 - b + b |d| / mean |d|)).
 *
 * Source: Robertson et al. 1995 (Okapi at TREC-3); Kamphuis et al. 2020 (Which BM25 do you mean?), table 1, "Lucene
 * (accurate)".
 */
export function indexBm25(texts: readonly string[]): Bm25 {
  const postings = new Map<string, number[]>();
  const lengths = new Float64Array(texts.length);
  for (const [index, text] of texts.entries()) {
    const terms = termsOf(text);
    lengths[index] = terms.length;
    for (const term of terms) addTo(postings, term, index);
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length;
  const saturation = lengths.map((length) => K1 * (1 - B + (B * length) / mean));
  const scores = new Float64Array(texts.length);

  return (question, k) => {
    const found = new Set<number>();
    for (const term of termsOf(question)) {
      const posting = postings.get(term) ?? [];
      const n = posting.length / 2;
      const weight = Math.log(1 + (texts.length - n + 0.5) / (n + 0.5));
      for (let i = 0; i < posting.length; i += 2) {
        const index = posting[i] as number;
        const f = posting[i + 1] as number;
        found.add(index);
        scores[index] = (scores[index] as number) + (weight * f) / (f + (saturation[index] as number));
      }
    }
    const hits = bestOf(scores, found, k);
    scores.fill(0);
    return hits;
  };
}

/** A posting is flat: text, times, text, times ... in the order of the texts. */
function addTo(postings: Map<string, number[]>, term: string, index: number): void {
  const posting = postings.get(term);
  if (posting === undefined) postings.set(term, [index, 1]);
  else if (posting.at(-2) === index) posting[posting.length - 1] = (posting.at(-1) as number) + 1;
  else posting.push(index, 1);
}
