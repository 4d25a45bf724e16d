import type { Units } from "./units.ts";

/**
 * Numbers the documents of these units by their place, from 0 in the order in which they are met. Where they are most
 * of a record's, a column finds them without hashing.
 */
export function documentRows(lists: readonly Units[]): (place: number) => number {
  const documents = lists[0]?.documents ?? 0;
  const most = lists.reduce((sum, { size }) => sum + size, 0);
  return most * 4 < documents ? byMap() : byColumn(documents);
}

function byMap(): (place: number) => number {
  const rows = new Map<number, number>();
  return (place) => {
    const row = rows.get(place) ?? rows.size;
    rows.set(place, row);
    return row;
  };
}

function byColumn(documents: number): (place: number) => number {
  const rows = new Int32Array(documents).fill(-1);
  let size = 0;
  return (place) => {
    if (rows[place] === -1) rows[place] = size++;
    return rows[place] as number;
  };
}
