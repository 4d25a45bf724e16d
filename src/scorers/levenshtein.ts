/**
 * Fewest insertions, deletions and substitutions of one character (code point) that turn `a` into `b`.
 *
 * Source: Levenshtein 1966; the two-row form of Wagner and Fischer 1974, time O(|a| |b|).
 */
export function levenshtein(a: string, b: string): number {
  const [short, long] = [[...a], [...b]].sort((x, y) => x.length - y.length) as [string[], string[]];
  let row = Uint32Array.from({ length: short.length + 1 }, (_, i) => i);
  let next = new Uint32Array(short.length + 1);
  for (const [j, character] of long.entries()) {
    next[0] = j + 1;
    for (let i = 0; i < short.length; i++) {
      const kept = (row[i] as number) + (short[i] === character ? 0 : 1);
      next[i + 1] = Math.min(kept, (row[i + 1] as number) + 1, (next[i] as number) + 1);
    }
    [row, next] = [next, row];
  }
  return row[short.length] as number;
}
