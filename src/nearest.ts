/**
 * The candidate that was most likely meant, for "did you mean": the smallest optimal string alignment
 * distance (insertion, deletion, substitution, swap of neighbours), case aside. `undefined` where nothing is
 * close: more than a third of the longer text, or all of the shorter, would have to change.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const cost = distance(name.toLowerCase(), candidate.toLowerCase());
    const shorter = Math.min(name.length, candidate.length);
    const longer = Math.max(name.length, candidate.length);
    if (cost < least && cost < shorter && cost <= Math.max(1, longer / 3)) {
      best = candidate;
      least = cost;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
