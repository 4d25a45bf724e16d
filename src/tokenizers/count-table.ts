/** 64-bit keys and their counts in one flat table: a million take 24 MB, where a Map takes five times as much. */
export interface CountTable {
  readonly size: number;
  get(high: number, low: number): number | undefined;
  /** Replaces an earlier count of the key. */
  set(high: number, low: number, count: number): void;
  /** (high, low, count) of every entry, one after the other. */
  records(): Uint32Array;
}

const FIELDS = 3;

/** An open-addressing hash table with linear steps; at most half full. */
export function createCountTable(): CountTable {
  let slots = 1 << 12;
  let table = new Uint32Array(slots * FIELDS);
  let size = 0;

  // An empty slot has count 0; counts are stored plus one.
  const find = (high: number, low: number): number => {
    let slot = low & (slots - 1);
    for (;;) {
      const at = slot * FIELDS;
      if (table[at + 2] === 0 || (table[at] === high && table[at + 1] === low)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  };
  const put = (high: number, low: number, stored: number): void => {
    const at = find(high, low);
    if (table[at + 2] === 0) size++;
    table.set([high, low, stored], at);
  };
  const grow = (): void => {
    const old = table;
    slots *= 2;
    table = new Uint32Array(slots * FIELDS);
    size = 0;
    for (let at = 0; at < old.length; at += FIELDS)
      if (old[at + 2] !== 0) put(old[at] as number, old[at + 1] as number, old[at + 2] as number);
  };

  return {
    get size() {
      return size;
    },
    get(high, low) {
      const stored = table[find(high, low) + 2] as number;
      return stored === 0 ? undefined : stored - 1;
    },
    set(high, low, count) {
      if (2 * (size + 1) > slots) grow();
      put(high, low, count + 1);
    },
    records() {
      const out = new Uint32Array(size * FIELDS);
      let end = 0;
      for (let at = 0; at < table.length; at += FIELDS)
        if (table[at + 2] !== 0) {
          out.set([table[at] as number, table[at + 1] as number, (table[at + 2] as number) - 1], end);
          end += FIELDS;
        }
      return out;
    },
  };
}
