import fc from "fast-check";
import { expect, it } from "vitest";
import { type Blocks, createKeyValues, type Scratch } from "../../src/models/key-values.ts";

const HEADS = 3;
const WIDTH = 2;

/** Entries that tell head, token and coordinate. */
function blocks(first: number, count: number): Blocks {
  const data = new Float32Array(HEADS * count * WIDTH);
  for (let head = 0; head < HEADS; head++)
    for (let token = 0; token < count; token++)
      for (let x = 0; x < WIDTH; x++)
        data[(head * count + token) * WIDTH + x] = head * 1e6 + (first + token) * 10 + x;
  return { key: { type: "float32", data, dims: [1, HEADS, count, WIDTH] } };
}

it("selects what was appended, whatever the pieces, growth and truncation", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.float({ min: 0, max: 1, noNaN: true }), (counts, share) => {
      const store = createKeyValues();
      const scratch: Scratch = new Map();
      for (const count of counts) store.append(blocks(store.length, count), count);
      const cut = Math.floor(store.length * share);
      store.truncate(cut);
      expect(store.length).toBe(cut);
      // A graph that hands back its whole cache: only the newest rows count.
      store.append(blocks(0, cut + 7), 7);
      const a = Math.floor(cut / 3);
      const found = store.select(
        [
          [0, a],
          [2 * a, cut + 7],
        ],
        scratch,
      ).key!;
      const wanted = [...Array(cut + 7).keys()].filter((token) => token < a || token >= 2 * a);
      expect(found.dims).toEqual([1, HEADS, wanted.length, WIDTH]);
      const expected = [...Array(HEADS).keys()].flatMap((head) =>
        wanted.flatMap((token) => [head * 1e6 + token * 10, head * 1e6 + token * 10 + 1]),
      );
      expect([...found.data]).toEqual(expected.map(Math.fround));
    }),
    { seed: 20, numRuns: 60 },
  );
});
