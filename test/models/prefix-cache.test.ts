import { describe, expect, it } from "vitest";
import { createPrefixCache, type PrefixCache } from "../../src/models/prefix-cache.ts";

const PIECE = 4;
const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Claims and computes, as a prefill does; gives what was there already. */
function ask(cache: PrefixCache, ids: readonly number[], policy = "dense"): number {
  const stream = cache.claim(ids, policy, PIECE);
  const reused = stream.ids.length;
  expect(stream.ids).toEqual(ids.slice(0, reused));
  expect(stream.keyValues.length).toBe(reused);
  const rest = ids.slice(reused);
  const data = new Float32Array(rest.length);
  stream.keyValues.append({ key: { type: "float32", data, dims: [1, 1, rest.length, 1] } }, rest.length);
  stream.ids.push(...rest);
  return reused;
}

describe("prefix cache", () => {
  it("reuses whole pieces of the longest common beginning and leaves a token to compute", () => {
    const cache = createPrefixCache(2);
    expect(ask(cache, count(0, 20))).toBe(0);
    expect(ask(cache, [...count(0, 11), 99, 98])).toBe(8);
    expect(ask(cache, [...count(0, 11), 99, 98])).toBe(12);
    expect(ask(cache, count(0, 8))).toBe(4);
  });

  it("keeps policies apart", () => {
    const cache = createPrefixCache(4);
    ask(cache, count(0, 20), "window:64");
    expect(ask(cache, count(0, 20))).toBe(0);
    expect(ask(cache, count(0, 20), "window:64")).toBe(16);
  });

  it("forgets the least recently used stream", () => {
    const cache = createPrefixCache(2);
    ask(cache, count(0, 20));
    ask(cache, count(100, 120));
    ask(cache, count(0, 20));
    ask(cache, count(200, 220));
    expect(ask(cache, count(0, 20))).toBe(16);
    expect(ask(cache, count(100, 120))).toBe(0);
  });

  it("remembers nothing where it may not", () => {
    const cache = createPrefixCache(0);
    ask(cache, count(0, 20));
    expect(ask(cache, count(0, 20))).toBe(0);
  });
});
