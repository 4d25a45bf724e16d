import { incompleteBeta } from "./incomplete-beta.ts";

/** Two-sided p of a Student t with `freedom` > 0 degrees of freedom; DLMF 8.17. */
export function studentP(t: number, freedom: number): number {
  return Number.isFinite(t) ? incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) : 0;
}
