/**
 * Ratcliff-Obershelp similarity, 2 M / (|a| + |b|) with M the characters (code points) in matching blocks; 1 for
 * two empty texts. Exactly `difflib.SequenceMatcher(None, a, b).ratio()` of Python, therefore not symmetric, and
 * with its "autojunk": where `b` has 200 characters or more, a character that makes up over 1 % of it starts no
 * match (in English: nearly every letter), it only lengthens one. MRCR's published scores contain this.
 *
 * Source: Ratcliff and Metzener 1988; Python 3 library, difflib; Vodrahalli et al. 2024 (MRCR).
 */
export function similarity(a: string, b: string): number {
  const first = [...a];
  const second = [...b];
  const total = first.length + second.length;
  return total === 0 ? 1 : (2 * matchingCharacters(first, second)) / total;
}

interface Block {
  readonly i: number;
  readonly j: number;
  readonly size: number;
}

function matchingCharacters(a: readonly string[], b: readonly string[]): number {
  const find = blockFinder(a, b);
  let matches = 0;
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [alo, ahi, blo, bhi] = range;
    const { i, j, size } = find(alo, ahi, blo, bhi);
    if (size === 0) continue;
    matches += size;
    if (alo < i && blo < j) open.push([alo, i, blo, j]);
    if (i + size < ahi && j + size < bhi) open.push([i + size, ahi, j + size, bhi]);
  }
  return matches;
}

/** Finds the longest block that a[alo, ahi) and b[blo, bhi) share: the first in `a`, then in `b`, among equals. */
function blockFinder(a: readonly string[], b: readonly string[]) {
  const places = rarePlaces(b);
  // length[j] = length of the match that ends at b[j], valid where row[j] names the row that wrote it.
  const length = new Int32Array(b.length + 1);
  const row = new Float64Array(b.length + 1).fill(-1);
  let rows = 0;
  return (alo: number, ahi: number, blo: number, bhi: number): Block => {
    let [bestI, bestJ, size] = [alo, blo, 0];
    rows++; // the row before the first belongs to nobody
    for (let i = alo; i < ahi; i++, rows++) {
      const js = places.get(a[i] as string) ?? [];
      // From the right, so that length[j - 1] is still the row before.
      for (let at = js.length - 1; at >= 0; at--) {
        const j = js[at] as number;
        if (j >= bhi) continue;
        if (j < blo) break;
        const k = j > 0 && row[j - 1] === rows - 1 ? (length[j - 1] as number) + 1 : 1;
        length[j] = k;
        row[j] = rows;
        const start = i - k + 1;
        // Equal size and start: the same row, further left.
        if (k > size || (k === size && start === bestI)) [bestI, bestJ, size] = [start, j - k + 1, k];
      }
    }
    while (bestI > alo && bestJ > blo && a[bestI - 1] === b[bestJ - 1]) {
      bestI--;
      bestJ--;
      size++;
    }
    while (bestI + size < ahi && bestJ + size < bhi && a[bestI + size] === b[bestJ + size]) size++;
    return { i: bestI, j: bestJ, size };
  };
}

/** Where each character of `b` stands, ascending; without those that autojunk calls popular. */
function rarePlaces(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [j, character] of b.entries()) {
    const known = places.get(character);
    if (known === undefined) places.set(character, [j]);
    else known.push(j);
  }
  const most = b.length < 200 ? Number.POSITIVE_INFINITY : Math.floor(b.length / 100) + 1;
  for (const [character, js] of places) if (js.length > most) places.delete(character);
  return places;
}
