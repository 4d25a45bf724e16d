/**
 * Picks items in their order, as many as fill a budget: the first ones, some of them exchanged for later ones of
 * another size until at most `slack` of the budget stays empty, as far as their sizes allow. Nothing is changed or
 * cut: all are items of the same source, and which of them a text takes says nothing.
 *
 * @param sizes of all items there are, whole numbers above 0; more than fit, so that there is a choice
 * @returns indices of those picked, ascending places of the text; empty where not even one fits
 */
export function pickSized(sizes: readonly number[], budget: number, slack: number): readonly number[] {
  let n = 0;
  let sum = 0;
  while (n < sizes.length && sum + (sizes[n] as number) <= budget) sum += sizes[n++] as number;
  const fewer = exchange(sizes, n, budget, slack);
  if (budget - sumOf(sizes, fewer) <= slack || n === sizes.length) return fewer;
  const more = exchange(sizes, n + 1, budget, slack);
  return sumOf(sizes, more) <= budget ? more : fewer;
}

/** `n` items whose sum comes as near to [budget - slack, budget] as one exchange after the other can bring it. */
function exchange(sizes: readonly number[], n: number, budget: number, slack: number): readonly number[] {
  const picked = Array.from({ length: n }, (_, i) => i);
  const spare = bySize(sizes, n);
  let sum = sumOf(sizes, picked);
  const off = (total: number): number => Math.max(0, total - budget, budget - slack - total);
  while (off(sum) > 0) {
    let best = { off: off(sum), at: -1, size: 0 };
    // The last first: what a shorter text has in common with a longer one stays.
    for (let at = n - 1; at >= 0 && best.off > 0; at--)
      for (const size of spare.keys()) {
        const then = off(sum - (sizes[picked[at] as number] as number) + size);
        if (then < best.off) best = { off: then, at, size };
      }
    if (best.at < 0) return picked;
    const out = picked[best.at] as number;
    const item = spare.get(best.size)?.shift() as number;
    if (spare.get(best.size)?.length === 0) spare.delete(best.size);
    picked[best.at] = item;
    // What was given up does not come back: each exchange uses up an item, so this ends.
    sum += best.size - (sizes[out] as number);
  }
  return picked;
}

/** Items from `from` on by their size, in order. */
function bySize(sizes: readonly number[], from: number): Map<number, number[]> {
  const out = new Map<number, number[]>();
  for (let i = from; i < sizes.length; i++) {
    const size = sizes[i] as number;
    const known = out.get(size);
    if (known === undefined) out.set(size, [i]);
    else known.push(i);
  }
  return out;
}

function sumOf(sizes: readonly number[], picked: readonly number[]): number {
  return picked.reduce((sum, i) => sum + (sizes[i] as number), 0);
}
