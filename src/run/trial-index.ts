import { hash128 } from "../random.ts";
import type { TrialStatus } from "../record.ts";
import { STATUSES } from "./statuses.ts";

export interface IndexedTrial {
  /** 1-based, of the record. */
  readonly line: number;
  readonly status: TrialStatus;
}

/** Trials by id, in 21 to 43 bytes each (34 MB for a million) and off the heap that is collected. */
export interface TrialIndex {
  readonly size: number;
  get(id: string): IndexedTrial | undefined;
  /** The last of an id counts. */
  set(id: string, trial: IndexedTrial): void;
}

const FIRST_SLOTS = 1024;
const FULLEST = 0.75;

/**
 * Words of a slot: the id's first two, its rest with the status in the low bits (0 = empty slot), the line. Side by
 * side, so that a look at a slot is one look at the memory.
 */
const WORDS = 4;
const STATUS_BITS = 3;
const STATUS_MASK = (1 << STATUS_BITS) - 1;

/**
 * Open addressing with linear probing (Knuth, TAOCP 3, section 6.4, algorithm L). An id goes by 93 bits of a hash: two
 * of a million are taken for one in one record of 10^16.
 */
export function createTrialIndex(): TrialIndex {
  let table = new Uint32Array(WORDS * FIRST_SLOTS);
  let size = 0;
  /** The id that is looked at, in place of three numbers that would be made anew for each. */
  const key = new Uint32Array(3);
  const grow = (): void => {
    const old = table;
    table = new Uint32Array(2 * old.length);
    for (let from = 0; from < old.length; from += WORDS) {
      const rest = old[from + 2]!;
      if (rest === 0) continue;
      key[0] = old[from]!;
      key[1] = old[from + 1]!;
      key[2] = rest >>> STATUS_BITS;
      fill(table, placeOf(table, key), key, rest & STATUS_MASK, old[from + 3]!);
    }
  };
  return {
    get size() {
      return size;
    },
    get: (id) => {
      readKey(id, key);
      const place = placeOf(table, key);
      const status = STATUSES[(table[place + 2]! & STATUS_MASK) - 1];
      return status === undefined ? undefined : { line: table[place + 3]!, status };
    },
    set: (id, { line, status }) => {
      if (size + 1 > (FULLEST * table.length) / WORDS) grow();
      readKey(id, key);
      const place = placeOf(table, key);
      if (table[place + 2] === 0) size++;
      fill(table, place, key, STATUSES.indexOf(status) + 1, line);
    },
  };
}

function fill(table: Uint32Array, place: number, key: Uint32Array, status: number, line: number): void {
  table[place] = key[0]!;
  table[place + 1] = key[1]!;
  table[place + 2] = ((key[2]! << STATUS_BITS) | status) >>> 0;
  table[place + 3] = line;
}

/** First word of the slot where the id stands, or of the empty one where it would. Slots are a power of two. */
function placeOf(table: Uint32Array, key: Uint32Array): number {
  const [a, b, c] = [key[0]!, key[1]!, key[2]!];
  const mask = table.length - 1;
  let place = (a * WORDS) & mask;
  for (let rest = table[place + 2]!; rest !== 0; rest = table[place + 2]!) {
    if (table[place] === a && table[place + 1] === b && rest >>> STATUS_BITS === c) break;
    place = (place + WORDS) & mask;
  }
  return place;
}

function readKey(id: string, key: Uint32Array): void {
  const [a, b, c] = hash128(id);
  key[0] = a;
  key[1] = b;
  key[2] = c >>> STATUS_BITS;
}
