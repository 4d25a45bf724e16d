/** A text that was found. */
export interface Hit {
  /** Which text, from 0. */
  readonly index: number;
  /** Higher = better. */
  readonly score: number;
}

/** The `k` highest scores, best first; of equal ones the earlier text first. */
export function bestOf(scores: Float64Array, candidates: Iterable<number>, k: number): readonly Hit[] {
  const hits: Hit[] = [];
  if (k < 1) return hits;
  for (const index of candidates) {
    const score = scores[index] as number;
    const last = hits[k - 1];
    if (last !== undefined && !comesBefore(index, score, last)) continue;
    let at = hits.length;
    while (at > 0 && comesBefore(index, score, hits[at - 1] as Hit)) at--;
    hits.splice(at, 0, { index, score });
    if (hits.length > k) hits.pop();
  }
  return hits;
}

function comesBefore(index: number, score: number, other: Hit): boolean {
  return score > other.score || (score === other.score && index < other.index);
}
