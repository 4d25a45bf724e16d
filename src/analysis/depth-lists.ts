import { sharedFloats } from "./shared-columns.ts";

/** Depths of trials with several facts, one list behind the other. */
export interface DepthLists {
  /** Where they begin. */
  add(depths: ArrayLike<number>): number;
  at(place: number): number;
  slice(from: number, count: number): number[];
  /** Not to be added to then. */
  all(): Float64Array;
}

const ROOM = 1 << 16;

export function createDepthLists(): DepthLists {
  let all = sharedFloats(ROOM);
  let size = 0;
  return {
    add: (depths) => {
      if (size + depths.length > all.length) {
        const more = sharedFloats(2 * (size + depths.length));
        more.set(all);
        all = more;
      }
      all.set(depths, size);
      size += depths.length;
      return size - depths.length;
    },
    at: (place) => all[place] as number,
    slice: (from, count) => Array.from(all.subarray(from, from + count)),
    all: () => all.subarray(0, size),
  };
}
