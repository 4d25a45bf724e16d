import type { Rng } from "../random.ts";

/** One draw of a standard normal variable from two uniform ones: Box & Muller (1958), Ann. Math. Statist. 29: 610-611. */
export function normalDraw(rng: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.float()));
  return radius * Math.cos(2 * Math.PI * rng.float());
}
