import { expect, it } from "vitest";
import { rankByCosine } from "../../../src/rag/retrieval/cosine.ts";
import type { Embedder } from "../../../src/types.ts";

const TABLE: Readonly<Record<string, readonly number[]>> = {
  north: [3, 0],
  "north-east": [5, 5],
  east: [0, 0.1],
  south: [-1, 0],
};
const embed: Embedder = async (texts) => texts.map((text) => Float32Array.from(TABLE[text] ?? []));

it("ranks by direction, not by length", async () => {
  const [hits] = await rankByCosine(["north"], ["south", "east", "north-east", "north"], embed, 3);
  expect(hits?.map(({ index }) => index)).toEqual([3, 2, 1]);
  expect(hits?.[1]?.score).toBeCloseTo(Math.SQRT1_2, 6);
});

it.each<[string, Embedder]>([
  ["too few", async () => [Float32Array.of(1)]],
  ["of two lengths", async (texts) => texts.map((_, i) => new Float32Array(1 + i).fill(1))],
  ["of no direction", async (texts) => texts.map(() => new Float32Array(2))],
  ["that are no numbers", async (texts) => texts.map(() => new Float32Array(2).fill(Number.NaN))],
])("refuses vectors %s", async (_, faulty) => {
  await expect(rankByCosine(["a", "b"], ["c", "d"], faulty, 2)).rejects.toMatchObject({
    code: "bad-response",
  });
});
