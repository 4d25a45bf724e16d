import { absentText, type LineText, lengthOf, type RecordRow, rowText } from "../record-row.ts";
import type { RowKind, RowText } from "../row-kind.ts";
import { packedTexts } from "./packed-texts.ts";
import type { GroupValues } from "./parquet-groups.ts";
import type { Plain } from "./plain-page.ts";

/** Values of one column, while a group of rows is gathered. */
export interface ColumnDraft {
  /** Absent where values come more than once, as most do. */
  readonly plain?: Plain;
  /** Absent where a column has nothing of a row's own. */
  add?(row: RecordRow, at: number, kind: RowKind): void;
  /** One a row, or a single one where all rows hold the same; over memory that the next group is written to. */
  take(rows: number): GroupValues;
}

/** @param most rows of a group */
export type DraftColumn = (kinds: GroupKinds, most: number) => ColumnDraft;

/** The kinds of the rows of a group. */
export interface GroupKinds {
  add(kind: RowKind, at: number): void;
  /** Those that were met. */
  readonly met: readonly RowKind[];
  /** Which of them each row is of. */
  readonly places: Int32Array;
  clear(): void;
}

export function groupKinds(most: number): GroupKinds {
  const known = new Map<RowKind, number>();
  const met: RowKind[] = [];
  const places = new Int32Array(most);
  return {
    met,
    places,
    add: (kind, at) => {
      let place = known.get(kind);
      if (place === undefined) {
        place = met.push(kind) - 1;
        known.set(kind, place);
      }
      places[at] = place;
    },
    clear: () => {
      known.clear();
      met.length = 0;
    },
  };
}

/** What rows of one kind share: it is asked of each kind once. */
export function shared(read: (kind: RowKind) => string | boolean | number | undefined): DraftColumn {
  return ({ met, places }) => ({
    take: (rows) => {
      const values = met.map((kind) => read(kind) ?? null);
      const [first] = values;
      if (values.every((value) => value === first)) return [first];
      return Array.from({ length: rows }, (_, row) => values[places[row] as number]);
    },
  });
}

/** Numbers, in memory that nothing has to be freed of; NaN = absent. */
export function numbers(read: (row: RecordRow, kind: RowKind) => number): DraftColumn {
  return (_, most) => {
    const values = new Float64Array(most);
    return {
      add: (row, at, kind) => {
        values[at] = read(row, kind);
      },
      take: (rows) => orAbsent(values.subarray(0, rows)),
    };
  };
}

function orAbsent(values: Float64Array): GroupValues {
  const [first = Number.NaN] = values;
  if (values.every((value) => Object.is(value, first))) return [Number.isNaN(first) ? null : first];
  if (!values.includes(Number.NaN)) return values;
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** Numbers of which many come once. */
export function plainNumbers(read: (row: RecordRow) => number): DraftColumn {
  return (_, most) => {
    const memory = Buffer.allocUnsafeSlow(NUMBER * most);
    const present = new Uint8Array(most);
    let used = 0;
    return {
      plain: "unpacked",
      add: (row, at) => {
        const value = read(row);
        const isThere = !Number.isNaN(value);
        present[at] = isThere ? 1 : 0;
        if (isThere) used = memory.writeDoubleLE(value, used);
      },
      take: (rows) => {
        const bytes = memory.subarray(0, used);
        used = 0;
        if (bytes.length === 0) return [null];
        const isOne =
          bytes.length === rows * NUMBER && bytes.subarray(NUMBER).equals(bytes.subarray(0, -NUMBER));
        return isOne ? [bytes.readDoubleLE()] : { bytes, present: present.subarray(0, rows) };
      },
    };
  };
}

/** Bytes of one. */
const NUMBER = 8;

/** Texts that hardly come twice, as the line has them. */
export function text(name: RowText, plain: Plain): DraftColumn {
  const place = rowText(name);
  return texts(plain, ({ texts }) => texts[place] as LineText);
}

/** The same where an empty text says that nothing is known. */
export function toldText(name: RowText, plain: Plain): DraftColumn {
  const place = rowText(name);
  const none = absentText();
  return texts(plain, ({ texts }) => {
    const one = texts[place] as LineText;
    return lengthOf(one) === 0 ? none : one;
  });
}

/** Texts that are made of a row. */
export function made(plain: Plain, read: (row: RecordRow) => string | undefined): DraftColumn {
  const one = absentText();
  return texts(plain, (row) => {
    one.text = read(row);
    return one;
  });
}

function texts(plain: Plain, read: (row: RecordRow) => LineText): DraftColumn {
  return (_, most) => {
    const packed = packedTexts(most);
    return {
      plain,
      add: (row, at) => packed.add(read(row), at),
      take: (rows) => packed.take(rows),
    };
  };
}
