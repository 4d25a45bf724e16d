import { type Detection, detectableGap } from "./detectable-gap.ts";

/**
 * The fewest documents with which a mean paired difference of `gap`, 0 < gap < 1, is found: the inverse of
 * `detectableGap`, and cautious in the same way.
 */
export function documentsForGap(gap: number, detection: Omit<Detection, "n">): number {
  let high = 1;
  while (detectableGap({ ...detection, n: high }) > gap) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const n = Math.floor((low + high) / 2);
    if (detectableGap({ ...detection, n }) > gap) low = n;
    else high = n;
  }
  return high;
}
