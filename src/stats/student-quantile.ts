import { betaQuantile } from "./beta-quantile.ts";

/**
 * Student's t value, `freedom` > 0 degrees, below which a share `p` in (0, 1) lies.
 * By t^2 / (freedom + t^2) ~ Beta(1/2, freedom / 2); DLMF 8.17.
 */
export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, freedom);
  const x = betaQuantile(2 * p, freedom / 2, 0.5);
  return -Math.sqrt((freedom * (1 - x)) / x);
}
