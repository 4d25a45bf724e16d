import type { Units } from "./units.ts";

/** Numbers documents from 0 in the order in which they are met. */
export interface DocumentRows {
  /** -1 = not met yet. */
  find(place: number): number;
  /** Its number, a new one where it is met for the first time. */
  meet(place: number): number;
  /** Documents that were met. */
  size(): number;
}

/** Rows for the documents of these units. Where they are most of a record's, a column finds them without hashing. */
export function documentRows(lists: readonly Units[]): DocumentRows {
  const documents = lists[0]?.documents ?? 0;
  const most = lists.reduce((sum, { size }) => sum + size, 0);
  return most * 4 < documents ? byMap() : byColumn(documents);
}

function byMap(): DocumentRows {
  const rows = new Map<number, number>();
  return {
    find: (place) => rows.get(place) ?? -1,
    meet: (place) => {
      const row = rows.get(place) ?? rows.size;
      rows.set(place, row);
      return row;
    },
    size: () => rows.size,
  };
}

function byColumn(documents: number): DocumentRows {
  const rows = new Int32Array(documents).fill(-1);
  let size = 0;
  return {
    find: (place) => rows[place] as number,
    meet: (place) => {
      if (rows[place] === -1) rows[place] = size++;
      return rows[place] as number;
    },
    size: () => size,
  };
}
