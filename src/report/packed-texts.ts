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

/** Characters up to which a loop is faster than a call out of JavaScript. */
const SHORT = 100;

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
      used += text.length > SHORT || !writeAscii(memory, used, text) ? memory.write(text, used) : text.length;
      ends.push(used);
    },
    bytes: () => {
      let start = 0;
      return ends.map((end) => {
        if (end < 0) return null;
        const text = new Uint8Array(memory.buffer, memory.byteOffset + start, end - start);
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

/** False where the text is not ASCII; what was written is to be written over then. */
function writeAscii(memory: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    memory[at + i] = code;
  }
  return true;
}
