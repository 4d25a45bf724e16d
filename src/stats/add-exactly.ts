/** A running sum as an unevaluated pair: `high` is the sum to the nearest double, `low` what that leaves over. */
export interface RunningSum {
  high: number;
  low: number;
}

/**
 * Adds to a running sum in place, to about 106 bits: shares of a million trials come to the same double in whatever
 * order they are added. Knuth's two-sum; Dekker (1971), Numerische Mathematik 18: 224-242.
 */
export function addExactly(sum: RunningSum, value: number): void {
  const total = sum.high + value;
  const part = total - sum.high;
  const low = sum.low + (sum.high - (total - part) + (value - part));
  sum.high = total + low;
  sum.low = low - (sum.high - total);
}
