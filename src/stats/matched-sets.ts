/** One document's trials in two groups. Whole numbers. */
export interface MatchedSet {
  readonly firstTrials: number;
  readonly firstHits: number;
  readonly secondTrials: number;
  readonly secondHits: number;
}

/**
 * Exact McNemar test for sets of more than a pair: does the first group hit more or less often than the second,
 * set by set? Given a set's hits, those in its first group are hypergeometric when position does not matter;
 * the sum over sets is compared with its exact distribution; twice the smaller tail, at most 1.
 * Sets of one trial a group give McNemar's test. A sign test over sets would be wrong here: means of two and of
 * three trials differ in sign unevenly even when every trial has the same chance.
 * Mantel & Haenszel (1959), JNCI 22: 719-748; the exact conditional form: Agresti (2013), Categorical Data
 * Analysis, 3rd ed., sections 7.3.5 and 11.2.
 */
export function matchedSetsTest(sets: readonly MatchedSet[]): number {
  let shares = Float64Array.of(1);
  let observed = 0;
  for (const set of sets) {
    const own = hypergeometric(set);
    if (own.shares.length === 1) continue;
    observed += set.firstHits - own.least;
    shares = convolve(shares, own.shares);
  }
  let below = 0;
  let above = 0;
  shares.forEach((share, hits) => {
    if (hits <= observed) below += share;
    if (hits >= observed) above += share;
  });
  return Math.min(1, 2 * Math.min(below, above));
}

/** Chances of `least`, `least + 1` ... hits in the first group, given the hits of both. */
function hypergeometric(set: MatchedSet): { least: number; shares: Float64Array } {
  const hits = set.firstHits + set.secondHits;
  const least = Math.max(0, hits - set.secondTrials);
  const most = Math.min(hits, set.firstTrials);
  const shares = new Float64Array(most - least + 1);
  let share = 1;
  let sum = 0;
  for (let k = least; k <= most; k++) {
    shares[k - least] = share;
    sum += share;
    share *= ((set.firstTrials - k) * (hits - k)) / ((k + 1) * (set.secondTrials - hits + k + 1));
  }
  return { least, shares: shares.map((weight) => weight / sum) };
}

function convolve(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) out[i + j] = (out[i + j] ?? 0) + (a[i] ?? 0) * (b[j] ?? 0);
  return out;
}
