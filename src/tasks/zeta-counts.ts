/**
 * How often each rank occurs in a text of about n words: floor(n k^-alpha / zeta(alpha)) for k = 1, 2, ..., as
 * far as that is above 0. Source: RULER (Hsieh et al. 2024), section 3.3, equation of the frequent words.
 */
export function zetaCounts(n: number, alpha: number): readonly number[] {
  const scale = n / zeta(alpha);
  const counts: number[] = [];
  for (let k = 1; ; k++) {
    const times = Math.floor(scale * k ** -alpha);
    if (times === 0) return counts;
    counts.push(times);
  }
}

/** Riemann's zeta for s > 1: 100 terms and the Euler-Maclaurin remainder, error below 1e-11. */
export function zeta(s: number): number {
  const n = 100;
  let sum = 0;
  for (let k = 1; k < n; k++) sum += k ** -s;
  return sum + n ** (1 - s) / (s - 1) + n ** -s / 2 + (s * n ** (-s - 1)) / 12;
}
