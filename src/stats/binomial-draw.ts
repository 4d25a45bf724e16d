import type { Rng } from "../random.ts";
import { logBinomialRatio } from "./log-binomial-ratio.ts";

/** Below this mean, counting up from 0 is quicker than rejection. */
const COUNTED_MEAN = 10;

/**
 * How many of `n` trials succeed, each with chance `p`: one exact draw, at a cost that does not grow with n.
 * Inversion for small n p, otherwise Hoermann (1993), J. Statist. Comput. Simul. 46: 101-110, algorithm BTRS.
 */
export function binomialDraw(n: number, p: number, rng: Rng): number {
  if (n === 0 || p <= 0) return 0;
  if (p > 0.5) return n - binomialDraw(n, 1 - p, rng);
  return n * p < COUNTED_MEAN ? inverted(n, p, rng) : rejected(n, p, rng);
}

function inverted(n: number, p: number, rng: Rng): number {
  const odds = p / (1 - p);
  let chance = (1 - p) ** n;
  let left = rng.float();
  for (let k = 0; k < n; k++) {
    if (left < chance) return k;
    left -= chance;
    chance *= (odds * (n - k)) / (k + 1);
  }
  return n;
}

function rejected(n: number, p: number, rng: Rng): number {
  const odds = p / (1 - p);
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = rng.float() - 0.5;
    const v = rng.float();
    const inner = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / inner + b) * u + n * p + 0.5);
    if (inner >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    const bound = logBinomialRatio(k, mode, n, odds);
    if (Math.log((v * alpha) / (a / (inner * inner) + b)) <= bound) return k;
  }
}
