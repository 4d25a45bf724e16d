/**
 * Holm's adjusted p values, in the order given: reject where the adjusted value is at most alpha, and the chance
 * of any false rejection in the family is at most alpha. Holm (1979), Scandinavian Journal of Statistics 6: 65-70.
 * Example: 0.01, 0.04, 0.03 -> 0.03, 0.06, 0.06.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted: number[] = [];
  let highest = 0;
  [...ps.keys()]
    .sort((a, b) => (ps[a] ?? 0) - (ps[b] ?? 0))
    .forEach((index, rank) => {
      highest = Math.max(highest, Math.min(1, (ps.length - rank) * (ps[index] ?? 0)));
      adjusted[index] = highest;
    });
  return adjusted;
}
