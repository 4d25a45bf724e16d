/** Half the width of a lone depth. */
const ALONE = 0.05;

/**
 * Cuts an axis into one interval a depth: each reaches half-way to its neighbours, and the outer two are as
 * wide outwards as inwards, but no wider than `most`, so that rows of other depths end together. Depths keep their
 * order; a lone depth gets +-0.05.
 */
export function spansAround(
  depths: readonly number[],
  most = Number.POSITIVE_INFINITY,
): readonly (readonly [number, number])[] {
  const half = (i: number, j: number): number => Math.abs((depths[j] as number) - (depths[i] as number)) / 2;
  const last = depths.length - 1;
  return depths.map((depth, i) => {
    if (last === 0) return [depth - ALONE, depth + ALONE];
    const before = i === 0 ? Math.min(most, half(0, 1)) : half(i, i - 1);
    const after = i === last ? Math.min(most, half(last, last - 1)) : half(i, i + 1);
    return [depth - before, depth + after];
  });
}

/** How far the outer cells of a row reach outwards by themselves. */
export function outerReach(depths: readonly number[]): number {
  const [first, second] = depths;
  const [last, beforeLast] = [depths.at(-1), depths.at(-2)];
  if (first === undefined || second === undefined || last === undefined || beforeLast === undefined)
    return ALONE;
  return Math.min(second - first, last - beforeLast) / 2;
}
