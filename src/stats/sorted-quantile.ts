/**
 * The value below which a share `p` of sorted numbers lies, between neighbours in proportion.
 * Hyndman & Fan (1996) type 7, the default of R and NumPy; simple-statistics has type 2 only.
 */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const at = Math.min(1, Math.max(0, p)) * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * (above - below);
}
