import type { Estimate } from "../findings.ts";
import { studentP } from "../stats/student-p.ts";
import { studentQuantile } from "../stats/student-quantile.ts";

/**
 * Mean of one number a seed with Student's interval, and the two-sided p of its being 0 (Student 1908). Of three seeds
 * the interval is 2.5 times the spread to each side: few seeds are few.
 */
export function overSeeds(values: readonly number[], level = 0.95): Estimate | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
  const half = studentQuantile((1 + level) / 2, n - 1) * spread;
  const p = spread === 0 ? (mean === 0 ? 1 : 0) : studentP(mean / spread, n - 1);
  return { value: mean, low: mean - half, high: mean + half, n, method: "Student's t over seeds", p };
}
