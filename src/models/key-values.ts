import type { Range } from "./cache.ts";

type Numbers = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Keys or values of one layer, [1, heads, tokens, width], in row-major order. */
export interface Block {
  readonly type: "float32" | "float16";
  readonly data: Numbers;
  readonly dims: readonly [batch: number, heads: number, tokens: number, width: number];
}

/** One block a cache input of the graph, by that input's name. */
export type Blocks = Readonly<Record<string, Block>>;

/**
 * Keys and values of all tokens seen so far. A token's entries never change once written (later tokens cannot
 * reach back), so an evicting cache is a selection of them and every earlier moment is a prefix of them.
 */
export interface KeyValues {
  readonly length: number;
  /** Adds the last `count` tokens of the given blocks. */
  append(blocks: Blocks, count: number): void;
  /** Forgets everything behind the first `length` tokens. */
  truncate(length: number): void;
  /** The given positions as contiguous blocks, written into `scratch`: valid until its next use. */
  select(ranges: readonly Range[], scratch: Scratch): Blocks;
}

/** Memory that is used again for every step; fresh memory of this size costs more than the copy into it. */
export type Scratch = Map<string, Numbers>;

export function createKeyValues(): KeyValues {
  const rows = new Map<string, Block>();
  let length = 0;
  let capacity = 0;

  const grow = (name: string, like: Block): Block => {
    const [, heads, , width] = like.dims;
    const data = allocate(like, heads * capacity * width);
    const old = rows.get(name);
    if (old !== undefined) copy(old, [[0, length]], data, capacity);
    const block: Block = { type: like.type, data, dims: [1, heads, capacity, width] };
    rows.set(name, block);
    return block;
  };

  return {
    get length() {
      return length;
    },
    append(blocks, count) {
      const fits = length + count <= capacity;
      if (!fits) capacity = Math.max(512, 2 ** Math.ceil(Math.log2(length + count)));
      for (const [name, block] of Object.entries(blocks)) {
        const known = rows.get(name);
        const target = fits && known !== undefined ? known : grow(name, block);
        const tokens = block.dims[2];
        copy(block, [[tokens - count, tokens]], target.data, capacity, length);
      }
      length += count;
    },
    truncate(to) {
      length = Math.min(length, to);
    },
    select(ranges, scratch) {
      const tokens = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
      const out: Record<string, Block> = {};
      for (const [name, block] of rows) {
        const [, heads, , width] = block.dims;
        const size = heads * tokens * width;
        let memory = scratch.get(name);
        if (memory === undefined || memory.length < size) {
          memory = allocate(block, Math.max(size, block.data.length));
          scratch.set(name, memory);
        }
        copy(block, ranges, memory, tokens);
        out[name] = { type: block.type, data: memory.subarray(0, size), dims: [1, heads, tokens, width] };
      }
      return out;
    },
  };
}

function allocate(like: Block, size: number): Numbers {
  return like.type === "float32" ? new Float32Array(size) : new Uint16Array(size);
}

/** Copies tokens of every head, one range behind the other, to a layout of `stride` tokens a head. */
function copy(from: Block, ranges: readonly Range[], to: Numbers, stride: number, at = 0): void {
  const [, heads, tokens, width] = from.dims;
  for (let head = 0; head < heads; head++) {
    let target = (head * stride + at) * width;
    const base = head * tokens;
    for (const [start, end] of ranges) {
      to.set(from.data.subarray((base + start) * width, (base + end) * width), target);
      target += (end - start) * width;
    }
  }
}
