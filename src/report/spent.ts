/** What the answers took, over all trials; a sum is of the trials that say it, and absent where none does. */
export interface Spent {
  readonly trials: number;
  readonly promptTokens?: Told;
  readonly cachedTokens?: Told;
  readonly outputTokens?: Told;
  readonly totalMs?: Told;
  /** Requests beyond the first of each trial. */
  readonly repeats: number;
  /** What models that judged the answers took beside. */
  readonly judges: readonly JudgeSpent[];
}

export interface JudgeSpent {
  /** The judge's id. */
  readonly by: string;
  readonly answers: number;
  readonly promptTokens?: Told;
  readonly outputTokens?: Told;
}

export interface Told {
  readonly sum: number;
  /** Trials that said it. */
  readonly n: number;
}
