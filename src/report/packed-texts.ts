/** Texts of a column in one piece of memory: a string each would keep the line that it was cut from. */
export interface PackedTexts {
  readonly size: number;
  add(text: string | null): void;
  /** One a text, over memory that the next texts are written to. */
  bytes(): (Uint8Array | null)[];
  clear(): void;
}

/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const MOST_BYTES = 3;

export function packedTexts(): PackedTexts {
  let memory = Buffer.allocUnsafe(1 << 16);
  let used = 0;
  /** Where each ends; -1 = no text. */
  const ends: number[] = [];
  return {
    get size() {
      return ends.length;
    },
    add: (text) => {
      if (text === null) {
        ends.push(-1);
        return;
      }
      const most = used + text.length * MOST_BYTES;
      if (most > memory.length) {
        const more = Buffer.allocUnsafe(2 * most);
        memory.copy(more, 0, 0, used);
        memory = more;
      }
      used += memory.write(text, used);
      ends.push(used);
    },
    bytes: () => {
      let start = 0;
      return ends.map((end) => {
        if (end < 0) return null;
        const text = memory.subarray(start, end);
        start = end;
        return text;
      });
    },
    clear: () => {
      ends.length = 0;
      used = 0;
    },
  };
}
