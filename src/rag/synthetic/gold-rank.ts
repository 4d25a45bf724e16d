import type { Rng } from "../../random.ts";

/**
 * How often the embedded set's retriever finds the gold chunk, and where. Within five and within twenty it is as good
 * as a trained dense retriever on Natural Questions (74.0 % and 82.7 %: RocketQA, Qu et al. 2021, arXiv:2010.08191);
 * how often it is first, and how the chances fall from rank to rank, is invented.
 */
export const GOLD_RANKS = { first: 0.5, topFive: 0.74, absent: 0.15, fall: 0.7, tail: 0.9 } as const;

/** Chance of rank r, from 1; over all ranks they sum to 1 - absent. */
export function goldRankChance(rank: number): number {
  const { first, topFive, absent, fall, tail } = GOLD_RANKS;
  if (rank === 1) return first;
  if (rank <= 5) return ((topFive - first) * fall ** (rank - 2) * (1 - fall)) / (1 - fall ** 4);
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
