import type { Interval } from "./interval.ts";
import { wilson } from "./wilson.ts";

/**
 * Interval of the difference of two shares, `first` - `second`, both over the same `n` documents, from their
 * Wilson intervals (square and add). `phi` is their correlation: 0 where it cannot be estimated. Never of
 * zero width: 4 hits of 4 against 4 of 4 gives [-0.49, 0.49].
 * Newcombe (1998), Statistics in Medicine 17: 2635-2650, method 10 (phi given).
 */
export function newcombe(first: number, second: number, n: number, level = 0.95, phi = 0): Interval {
  const a = wilson(first * n, n, level);
  const b = wilson(second * n, n, level);
  const end = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  const gap = first - second;
  return {
    low: Math.max(-1, gap - end(first - a.low, b.high - second)),
    high: Math.min(1, gap + end(a.high - first, second - b.low)),
  };
}
