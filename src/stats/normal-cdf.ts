import { errorFunction } from "simple-statistics";

/** Share of a standard normal below `z`, to 1e-7 (simple-statistics' error function; its table has two decimals of z). */
export function normalCdf(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
