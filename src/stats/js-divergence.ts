/**
 * Jensen-Shannon divergence of two distributions in bits, 0 (equal) to 1 (no common support). Lin (1991), IEEE
 * Transactions on Information Theory 37: 145-151. Throws `RangeError` unless they are as long as each other.
 * Example: [1, 0] against [0, 1] gives 1, [0.5, 0.5] against [1, 0] gives 0.3113.
 */
export function jsDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  if (p.length !== q.length)
    throw new RangeError(`jsDivergence(p, q); as long as each other: ${p.length}, ${q.length}`);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i] ?? 0, q[i] ?? 0];
    const middle = (a + b) / 2;
    if (a > 0) sum += a * Math.log2(a / middle);
    if (b > 0) sum += b * Math.log2(b / middle);
  }
  return Math.min(1, Math.max(0, sum / 2));
}
