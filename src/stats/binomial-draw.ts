import type { Rng } from "../random.ts";

/** Below this mean, counting up from 0 is quicker than rejection. */
const COUNTED_MEAN = 10;

/**
 * How many of `n` trials succeed, each with chance `p`: one exact draw, at a cost that does not grow with n.
 * Inversion for small n p, otherwise Hoermann (1993), J. Statist. Comput. Simul. 46: 101-110, algorithm BTRS.
 */
export function binomialDraw(n: number, p: number, rng: Rng): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
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
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      stirlingRest(mode) +
      stirlingRest(n - mode) -
      stirlingRest(k) -
      stirlingRest(n - k);
    if (Math.log((v * alpha) / (a / (inner * inner) + b)) <= bound) return k;
  }
}

/** What Stirling's formula leaves out of log k!, around k + 1: three terms of the series, exact below ten. */
function stirlingRest(k: number): number {
  if (k < SMALL_RESTS.length) return SMALL_RESTS[k] as number;
  const inverse = 1 / (k + 1);
  const square = inverse * inverse;
  return (1 / 12 - (1 / 360 - square / 1260) * square) * inverse;
}

const SMALL_RESTS: readonly number[] = Array.from({ length: 10 }, (_, k) => {
  let logFactorial = 0;
  for (let i = 2; i <= k; i++) logFactorial += Math.log(i);
  return logFactorial - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1) - (k + 1));
});
