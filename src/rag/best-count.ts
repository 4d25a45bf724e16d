import type { Rng } from "../random.ts";
import { multinomialDraw } from "../stats/multinomial-draw.ts";

/** The number of chunks with the highest recall, and where it may lie. */
export interface BestCount {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Draws of the bootstrap. */
export const BEST_COUNT_DRAWS = 2000;

/**
 * Which of several numbers of chunks is best, from the hits of each on the same questions; of equal ones the smallest.
 * The interval is the percentile bootstrap of whole questions (Efron and Tibshirani 1993, section 13.3), so it is in
 * steps of what was measured, and as wide as the measured range where the curve is flat.
 */
export function bestCount(
  counts: readonly number[],
  hits: readonly (readonly boolean[])[],
  level: number,
  rng: Rng,
): BestCount {
  const n = hits[0]?.length ?? 0;
  const best = (sums: readonly number[]): number => {
    const most = Math.max(...sums);
    return counts[sums.indexOf(most)] as number;
  };
  const value = best(hits.map((own) => own.filter(Boolean).length));
  // Questions that are answered alike are alike: how often each kind comes up is drawn, not every question.
  const kinds = new Map<string, { readonly own: readonly number[]; members: number }>();
  for (let i = 0; i < n; i++) {
    const own = hits.map((hit) => (hit[i] === true ? 1 : 0));
    const kind = kinds.get(own.join("")) ?? { own, members: 0 };
    kinds.set(own.join(""), kind);
    kind.members++;
  }
  const all = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
  const members = all.map((kind) => kind.members);
  const drawn = new Float64Array(all.length);
  const draws = Array.from({ length: BEST_COUNT_DRAWS }, () => {
    multinomialDraw(members, n, drawn, rng);
    return best(
      counts.map((_, k) =>
        all.reduce((sum, { own }, i) => sum + (own[k] as number) * (drawn[i] as number), 0),
      ),
    );
  }).sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return {
    value,
    low: draws[Math.floor(tail * (draws.length - 1))] as number,
    high: draws[Math.ceil((1 - tail) * (draws.length - 1))] as number,
  };
}
