import { isThere, type LineText } from "../record-row.ts";
import type { PlainValues } from "./plain-page.ts";

/** Texts of a column in one piece of memory: a string each would be a million of them. */
export interface PackedTexts {
  add(text: LineText, row: number): void;
  /** Of so many rows; a single one where all have the same. */
  take(rows: number): PlainValues | readonly [string | null];
}

/** Bytes of a UTF-16 code unit in UTF-8, at most; and of a length. */
const MOST_BYTES = 3;
const LENGTH = 4;

/** Bytes up to which a loop is faster than a call out of JavaScript. */
const SHORT = 100;

/** @param most rows */
export function packedTexts(most: number): PackedTexts {
  let memory = Buffer.allocUnsafeSlow(1 << 16);
  let used = 0;
  const present = new Uint8Array(most);
  const makeRoom = (bytes: number): void => {
    if (used + LENGTH + bytes <= memory.length) return;
    const more = Buffer.allocUnsafeSlow(2 * (used + LENGTH + bytes));
    memory.copy(more, 0, 0, used);
    memory = more;
  };
  const copy = ({ bytes, start, end }: LineText): number => {
    makeRoom(end - start);
    if (end - start > SHORT) return bytes.copy(memory, used + LENGTH, start, end);
    for (let from = start, to = used + LENGTH; from < end; from++, to++) memory[to] = bytes[from] as number;
    return end - start;
  };
  const encode = (text: string): number => {
    makeRoom(text.length * MOST_BYTES);
    return memory.write(text, used + LENGTH);
  };
  const common = (rows: number): string | null | undefined => {
    if (used === 0) return null;
    const width = LENGTH + memory.readUInt32LE(0);
    const isOne = used === rows * width && memory.compare(memory, width, used, 0, used - width) === 0;
    return isOne ? memory.toString("utf8", LENGTH, width) : undefined;
  };
  return {
    add: (one, row) => {
      present[row] = isThere(one) ? 1 : 0;
      if (!isThere(one)) return;
      const bytes = one.text === undefined ? copy(one) : encode(one.text);
      memory.writeUInt32LE(bytes, used);
      used += LENGTH + bytes;
    },
    take: (rows) => {
      const same = common(rows);
      const bytes = memory.subarray(0, used);
      used = 0;
      return same === undefined ? { bytes, present: present.subarray(0, rows) } : [same];
    },
  };
}
