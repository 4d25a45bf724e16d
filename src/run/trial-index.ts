import { hash128 } from "../random.ts";
import type { TrialStatus } from "../record.ts";
import { STATUSES } from "./statuses.ts";

export interface IndexedTrial {
  /** 1-based, of the record. */
  readonly line: number;
  readonly status: TrialStatus;
}

/** Trials by id, in 23 to 45 bytes each (36 MB for a million) and off the heap that is collected. */
export interface TrialIndex {
  readonly size: number;
  get(id: string): IndexedTrial | undefined;
  /** The last of an id counts. */
  set(id: string, trial: IndexedTrial): void;
  /** Whether the id is new; one that is known is left as it is. */
  add(id: string, trial: IndexedTrial): boolean;
}

const FIRST_SLOTS = 1024;
const FULLEST = 0.75;

/** A slot of an open hash table: three words of the id, a line, a status (0 = empty). */
interface Table {
  readonly ids: Uint32Array;
  readonly lines: Uint32Array;
  readonly statuses: Uint8Array;
}

type Words = readonly [number, number, number];

/**
 * Open addressing with linear probing (Knuth, TAOCP 3, section 6.4, algorithm L). Ids of this project are 80 bits
 * of a hash and kept whole; any other id is hashed to 96 bits.
 */
export function createTrialIndex(): TrialIndex {
  let table = emptyTable(FIRST_SLOTS);
  let size = 0;
  const grow = (): void => {
    const old = table;
    table = emptyTable(old.lines.length * 2);
    for (let slot = 0; slot < old.lines.length; slot++) {
      if (old.statuses[slot] === 0) continue;
      const words: Words = [old.ids[3 * slot]!, old.ids[3 * slot + 1]!, old.ids[3 * slot + 2]!];
      fill(table, slotOf(table, words), words, old.lines[slot]!, old.statuses[slot]!);
    }
  };
  /** Whether the id is new. */
  const put = (words: Words, { line, status }: IndexedTrial, replace: boolean): boolean => {
    if (size + 1 > FULLEST * table.lines.length) grow();
    const slot = slotOf(table, words);
    const isNew = table.statuses[slot] === 0;
    if (isNew) size++;
    if (isNew || replace) fill(table, slot, words, line, STATUSES.indexOf(status) + 1);
    return isNew;
  };
  return {
    get size() {
      return size;
    },
    get: (id) => {
      const slot = slotOf(table, wordsOf(id));
      const status = STATUSES[table.statuses[slot]! - 1];
      return status === undefined ? undefined : { line: table.lines[slot]!, status };
    },
    set: (id, trial) => {
      put(wordsOf(id), trial, true);
    },
    add: (id, trial) => put(wordsOf(id), trial, false),
  };
}

function emptyTable(slots: number): Table {
  return { ids: new Uint32Array(3 * slots), lines: new Uint32Array(slots), statuses: new Uint8Array(slots) };
}

function fill(
  { ids, lines, statuses }: Table,
  slot: number,
  [a, b, c]: Words,
  line: number,
  status: number,
): void {
  ids[3 * slot] = a;
  ids[3 * slot + 1] = b;
  ids[3 * slot + 2] = c;
  lines[slot] = line;
  statuses[slot] = status;
}

/** Where the id stands, or the empty slot where it would. Slots are a power of two. */
function slotOf({ ids, statuses }: Table, [a, b, c]: Words): number {
  const mask = statuses.length - 1;
  let slot = a & mask;
  while (statuses[slot] !== 0 && (ids[3 * slot] !== a || ids[3 * slot + 1] !== b || ids[3 * slot + 2] !== c))
    slot = (slot + 1) & mask;
  return slot;
}

const OURS = 20;

function wordsOf(id: string): Words {
  if (id.length === OURS) {
    const [a, b, c] = [hexWord(id, 0, 8), hexWord(id, 8, 16), hexWord(id, 16, OURS)];
    if (a >= 0 && b >= 0 && c >= 0) return [a, b, c];
  }
  const [a, b, c] = hash128(id);
  return [a, b, c];
}

/** -1 where it is no number of small hexadecimal digits. */
function hexWord(id: string, from: number, to: number): number {
  let word = 0;
  for (let i = from; i < to; i++) {
    const code = id.charCodeAt(i);
    const digit =
      code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
    if (digit < 0) return -1;
    word = word * 16 + digit;
  }
  return word;
}
