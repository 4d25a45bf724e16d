/** Depths of trials with several facts, one list behind the other. */
export interface DepthLists {
  /** Where they begin. */
  add(depths: ArrayLike<number>): number;
  at(place: number): number;
  slice(from: number, count: number): number[];
  all(): Float64Array;
}

const ROOM = 1 << 16;

export function createDepthLists(): DepthLists {
  let all = new Float64Array(ROOM);
  let size = 0;
  return {
    add: (depths) => {
      if (size + depths.length > all.length) {
        const more = new Float64Array(2 * (size + depths.length));
        more.set(all);
        all = more;
      }
      all.set(depths, size);
      size += depths.length;
      return size - depths.length;
    },
    at: (place) => all[place] as number,
    slice: (from, count) => Array.from(all.subarray(from, from + count)),
    all: () => all.slice(0, size),
  };
}
