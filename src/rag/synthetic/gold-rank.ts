import type { Rng } from "../../random.ts";

/**
 * How often the embedded set's retriever finds the gold chunk, and where: invented figures of the kind that
 * retrievers show. Ranks 2 to 5 halve one after the other; beyond them each has 0.8 of the one before.
 */
export const GOLD_RANKS = { first: 0.6, topFive: 0.85, absent: 0.05, halving: 0.5, tail: 0.8 } as const;

/** Chance of rank r, from 1; over all ranks they sum to 1 - absent. */
export function goldRankChance(rank: number): number {
  const { first, topFive, absent, halving, tail } = GOLD_RANKS;
  if (rank === 1) return first;
  if (rank <= 5) return ((topFive - first) * halving ** (rank - 2) * (1 - halving)) / (1 - halving ** 4);
  return (1 - topFive - absent) * (1 - tail) * tail ** (rank - 6);
}

/** The rank of a gold chunk among the `k` that are given; undefined = it is not among them. */
export function drawGoldRank(k: number, rng: Rng): number | undefined {
  let left = rng.float();
  for (let rank = 1; rank <= k; rank++) {
    left -= goldRankChance(rank);
    if (left < 0) return rank;
  }
  return undefined;
}
