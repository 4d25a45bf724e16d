import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * The value below which a share `p` of a Beta(a, b) lies. Bisection of [0, 1] to the last bit: slow beside Newton's
 * method, and unable to go astray.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}
