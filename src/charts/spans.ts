/**
 * Cuts an axis into one interval a depth: each reaches half-way to its neighbours, and the outer two are as
 * wide outwards as inwards. Depths keep their order; a lone depth gets +-0.05.
 */
export function spansAround(depths: readonly number[]): readonly (readonly [number, number])[] {
  const half = (i: number, j: number): number => Math.abs((depths[j] as number) - (depths[i] as number)) / 2;
  const last = depths.length - 1;
  return depths.map((depth, i) => {
    if (last === 0) return [depth - 0.05, depth + 0.05];
    return [depth - half(i, i === 0 ? 1 : i - 1), depth + half(i, i === last ? last - 1 : i + 1)];
  });
}
