import { sharedFloats, sharedInts } from "./shared-columns.ts";

/** Numbers of a few thousand trials, by column; blocks are added, so that nothing is copied as a record grows. */
export interface Block {
  /** Rows that are there. */
  size: number;
  /** A column that no trial of the block has is not there. */
  readonly numbers: (Column | undefined)[];
  readonly kinds: Int32Array;
}

/** While all of a column are small whole numbers, as most are, in half the room. */
type Column = Float64Array | Int32Array;

/** Rows of a block. */
const MOST = 1 << 16;

/** Stands for NaN among whole numbers. */
const ABSENT = -(2 ** 31);

export function newBlock(columns: number): Block {
  const numbers = new Array<Column | undefined>(columns).fill(undefined);
  return { size: 0, numbers, kinds: sharedInts(MOST) };
}

export function isFull({ size }: Block): boolean {
  return size === MOST;
}

/** Leaves what is NaN absent. */
export function put({ numbers }: Block, name: number, at: number, value: number): void {
  if (Number.isNaN(value)) return;
  let column = numbers[name] ?? sharedInts(MOST).fill(ABSENT);
  if (column instanceof Int32Array && !isSmall(value)) column = widened(column);
  numbers[name] = column;
  column[at] = value;
}

/** NaN where it is absent. */
export function numberAt({ numbers }: Block, name: number, at: number): number {
  const column = numbers[name];
  const value = column?.[at];
  return value === undefined || (value === ABSENT && column instanceof Int32Array) ? Number.NaN : value;
}

function isSmall(value: number): boolean {
  return (value | 0) === value && value !== ABSENT && !Object.is(value, -0);
}

function widened(column: Int32Array): Float64Array {
  const wide = sharedFloats(column.length);
  for (let i = 0; i < column.length; i++) wide[i] = column[i] === ABSENT ? Number.NaN : (column[i] as number);
  return wide;
}
