import type { Trial } from "../record.ts";
import { packedTexts } from "./packed-texts.ts";
import type { GroupColumn } from "./parquet-groups.ts";

/** Values of one column, while a group of rows is gathered. */
export interface ColumnDraft {
  add(trial: Trial): void;
  /** One a row, or a single one where all rows hold the same; over memory that the next group is written to. */
  take(): GroupColumn["values"];
}

type Read<T> = (trial: Trial) => T | undefined;

/** Numbers, in memory that nothing has to be freed of. @param most rows of a group */
export function numberColumn(read: Read<number>, most: number): ColumnDraft {
  const values = new Float64Array(most);
  let absent: number[] = [];
  let rows = 0;
  let first: number | undefined;
  let varied = false;
  return {
    add: (trial) => {
      const value = read(trial);
      if (rows === 0) first = value;
      else if (!varied && !Object.is(value, first)) {
        varied = true;
        if (first === undefined) absent = Array.from({ length: rows }, (_, row) => row);
      }
      if (value !== undefined) values[rows] = value;
      else if (varied) absent.push(rows);
      rows++;
    },
    take: () => {
      const filled = values.subarray(0, rows);
      const taken = varied ? withAbsent(filled, absent) : [first ?? null];
      rows = 0;
      varied = false;
      absent = [];
      return taken;
    },
  };
}

function withAbsent(values: Float64Array, absent: readonly number[]): GroupColumn["values"] {
  if (absent.length === 0) return values;
  const all: (number | null)[] = Array.from(values);
  for (const row of absent) all[row] = null;
  return all;
}

/** Texts that come again and again, or marks. */
export function repeatingColumn(read: Read<string | boolean>): ColumnDraft {
  const own = ownTexts();
  let values: (string | boolean | null)[] = [];
  let rows = 0;
  let first: string | boolean | null = null;
  return {
    add: (trial) => {
      const value = own.of(read(trial) ?? null);
      if (rows === 0) first = value;
      else if (values.length > 0 || value !== first) {
        while (values.length < rows) values.push(first);
        values.push(value);
      }
      rows++;
    },
    take: () => {
      const taken = values.length > 0 ? values : [first];
      values = [];
      rows = 0;
      own.clear();
      return taken;
    },
  };
}

/** Texts that hardly come twice. */
export function packedColumn(read: Read<string>): ColumnDraft {
  const texts = packedTexts();
  let rows = 0;
  let first: string | null = null;
  return {
    add: (trial) => {
      const value = read(trial) ?? null;
      if (rows === 0) first = value;
      else if (texts.size > 0 || value !== first) {
        while (texts.size < rows) texts.add(first);
        texts.add(value);
      }
      rows++;
    },
    take: () => {
      const taken = texts.size > 0 ? texts.bytes() : [first];
      texts.clear();
      rows = 0;
      return taken;
    },
  };
}

interface OwnTexts {
  /** A copy, the same for texts that are alike: as a piece of its line a text would keep the line until its group is written. */
  of<T>(value: T): T;
  clear(): void;
}

function ownTexts(): OwnTexts {
  const known = new Map<unknown, unknown>();
  let last: unknown;
  let lastOwn: unknown;
  return {
    of: <T>(value: T): T => {
      if (value === last) return lastOwn as T;
      last = value;
      lastOwn = known.get(value);
      if (lastOwn === undefined) {
        lastOwn = typeof value === "string" ? Buffer.from(value).toString() : value;
        known.set(value, lastOwn);
      }
      return lastOwn as T;
    },
    clear: () => known.clear(),
  };
}
