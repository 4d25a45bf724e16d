import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  admitted,
  type CachePolicy,
  cacheCapacity,
  formatCachePolicy,
  keptTokens,
  parseCachePolicy,
  pieceLength,
  visible,
} from "../../src/models/cache.ts";

const SEED = { seed: 20, numRuns: 500 };
const sizes = fc.integer({ min: 16, max: 600 });
const policies: fc.Arbitrary<CachePolicy> = fc.oneof(
  fc.constant<CachePolicy>({ kind: "dense" }),
  fc.record({ kind: fc.constant("sinks" as const), sinks: fc.integer({ min: 1, max: 300 }), window: sizes }),
  fc.record({ kind: fc.constant("window" as const), window: sizes }),
  fc.record({ kind: fc.constant("head" as const), head: sizes }),
  fc.record({ kind: fc.constant("headless" as const), gone: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    kind: fc.constant("headless-sinks" as const),
    gone: fc.integer({ min: 1, max: 9 }),
    sinks: fc.integer({ min: 10, max: 300 }),
    window: sizes,
  }),
);
const size = (ranges: readonly (readonly [number, number])[]): number =>
  ranges.reduce((sum, [start, end]) => sum + end - start, 0);

describe("cache policies", () => {
  it("read back what they write", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(parseCachePolicy(formatCachePolicy(policy))).toEqual(policy);
      }),
      SEED,
    );
  });

  it.each([
    "",
    "Dense",
    "dense:1",
    "sinks",
    "sinks:4",
    "sinks:0+64",
    "sinks:4+15",
    "sinks:4+64+1",
    "window:8",
    "window:1e3",
    "window:-64",
    "head:0",
    "head:4.5",
    "tail:9",
    "headless:0",
    "headless:4+4+64",
    "headless:4+64",
  ])("refuse %j and say what is readable", (text) => {
    expect(() => parseCachePolicy(text)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringContaining("sinks:S+W") }),
    );
  });

  it("never let the token at hand and what it sees outgrow the cache", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 0, max: 5000 }), (policy, position) => {
        const capacity = cacheCapacity(policy);
        if (capacity === undefined || policy.kind === "head") return;
        expect(size(visible(policy, position)) + 1).toBeLessThanOrEqual(capacity);
      }),
      SEED,
    );
  });

  it("keep the newest W to within a piece, and the first S", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 5000 }), (policy, total) => {
        const kept = keptTokens(policy, total);
        if (policy.kind !== "sinks" && policy.kind !== "window") return;
        const sinks = policy.kind === "sinks" ? policy.sinks : 0;
        const capacity = sinks + policy.window;
        if (total <= capacity - pieceLength(policy)) {
          expect(kept).toEqual([[0, total]]);
          return;
        }
        const newest = kept.at(-1)!;
        expect(newest[1]).toBe(total);
        expect(total - Math.max(newest[0], sinks)).toBeLessThanOrEqual(policy.window);
        expect(size(kept)).toBeGreaterThan(capacity - pieceLength(policy));
        if (sinks > 0) expect(kept[0]![0]).toBe(0);
        expect(kept[0]![1]).toBeGreaterThanOrEqual(sinks);
      }),
      SEED,
    );
  });

  it("give sorted ranges without overlap", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 5000 }), (policy, total) => {
        const flat = keptTokens(policy, total).flat();
        expect(flat).toEqual([...flat].sort((a, b) => a - b));
        expect(new Set(flat).size).toBe(flat.length);
      }),
      SEED,
    );
  });

  it("keep all of it when dense, and when the head has room", () => {
    expect(keptTokens(parseCachePolicy("dense"), 700)).toEqual([[0, 700]]);
    expect(keptTokens(parseCachePolicy("head:100"), 120, 90)).toEqual([[0, 120]]);
  });

  it("admit the head and the question, nothing between", () => {
    const head = parseCachePolicy("head:100");
    expect(keptTokens(head, 500, 460)).toEqual([
      [0, 100],
      [460, 500],
    ]);
    expect(admitted(head, 120, 90)).toEqual([[0, 120]]);
    expect(admitted(parseCachePolicy("window:64"), 500, 460)).toEqual([[0, 500]]);
  });

  it("have the edges they are named after", () => {
    expect(keptTokens(parseCachePolicy("sinks:256+256"), 1024)).toEqual([
      [0, 256],
      [768, 1024],
    ]);
    expect(keptTokens(parseCachePolicy("window:512"), 1025)).toEqual([[576, 1025]]);
  });
});
