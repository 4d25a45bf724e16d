import type { Trial } from "../record.ts";

/** What the answers took, over all trials; a sum is of the trials that say it, and absent where none does. */
export interface Spent {
  readonly trials: number;
  readonly promptTokens?: Told;
  readonly cachedTokens?: Told;
  readonly outputTokens?: Told;
  readonly totalMs?: Told;
  /** Requests beyond the first of each trial. */
  readonly repeats: number;
}

export interface Told {
  readonly sum: number;
  /** Trials that said it. */
  readonly n: number;
}

const FIELDS = ["promptTokens", "cachedTokens", "outputTokens", "totalMs"] as const;

export interface SpentTally {
  add(trial: Trial): void;
  spent(): Spent;
}

export function tallySpent(): SpentTally {
  const told = new Map<(typeof FIELDS)[number], { sum: number; n: number }>();
  let trials = 0;
  let repeats = 0;
  return {
    add: ({ generation, attempts }) => {
      trials++;
      repeats += Math.max(0, attempts - 1);
      for (const field of FIELDS) {
        const value = generation?.[field];
        if (value === undefined) continue;
        const sofar = told.get(field) ?? { sum: 0, n: 0 };
        told.set(field, sofar);
        sofar.sum += value;
        sofar.n++;
      }
    },
    spent: () => ({ trials, repeats, ...Object.fromEntries(told) }),
  };
}
