/** What a server said is left of one of its limits, as far as a client can follow it. */
export interface Allowance {
  /**
   * Clock time from which `need` may be spent: 0 = now; infinity = not before the server says more. Where too
   * little is left, it is when the server will have the whole again: a bucket that fills all the time is drawn
   * from at its full rate all the same, and one that is filled all at once is not asked before.
   */
  readyAt(need: number, now: number): number;
  spend(need: number): void;
  /** A server's word, less what has been sent since: `left` may be below 0. */
  report(left: number, resetAt: number | undefined): void;
}

export function createAllowance(): Allowance {
  let left = Number.POSITIVE_INFINITY;
  let resetAt = Number.POSITIVE_INFINITY;
  /** The most that was ever seen: what stands there again after a reset. */
  let whole = 0;
  return {
    readyAt: (need, now) => {
      if (left < need && resetAt <= now) {
        left = whole;
        resetAt = Number.POSITIVE_INFINITY;
      }
      return left >= need ? 0 : resetAt;
    },
    spend: (need) => {
      left -= need;
    },
    report: (reported, at = Number.POSITIVE_INFINITY) => {
      left = reported;
      resetAt = at;
      whole = Math.max(whole, reported);
    },
  };
}
