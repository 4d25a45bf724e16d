/** Inverse of a small symmetric matrix by Gauss-Jordan with pivoting; undefined where it has none to 12 figures. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => Number(i === j))]);
  const largest = Math.max(...matrix.flatMap((row) => row.map(Math.abs)));
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(work[i]?.[column] ?? 0) > Math.abs(work[best]?.[column] ?? 0)) best = i;
    const pivot = work[best] ?? [];
    const head = pivot[column] ?? 0;
    // NaN and Infinity end here too.
    if (!(Math.abs(head) > 1e-12 * largest)) return undefined;
    work[best] = work[column] ?? [];
    const scaled = pivot.map((value) => value / head);
    work[column] = scaled;
    for (let i = 0; i < size; i++) {
      const factor = work[i]?.[column] ?? 0;
      if (i === column || factor === 0) continue;
      work[i] = (work[i] ?? []).map((value, j) => value - factor * (scaled[j] ?? 0));
    }
  }
  return work.map((row) => row.slice(size));
}
