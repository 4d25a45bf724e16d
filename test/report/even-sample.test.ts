import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenSample } from "../../src/report/even-sample.ts";

const LEAST = 8;
const sampled = (from: number, to: number) => {
  const sample = evenSample<number>(LEAST);
  for (let i = from; i < to; i++) if (sample.isNext()) sample.keep(i);
  return sample;
};

describe("evenSample", () => {
  it("keeps an even spread from the first on, also of a stream that came in two pieces", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (first, second) => {
        const sample = sampled(0, first);
        sample.join(sampled(first, first + second).taken());
        const kept = sample.kept();
        const all = first + second;
        expect(sample.seen).toBe(all);
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(all, LEAST));
        expect(kept.length).toBeLessThanOrEqual(2 * LEAST);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        if (all === 0) return;
        expect(kept[0]).toBe(0);
        // No two of them are further apart than twice the spread, but where the pieces meet; nor is the end.
        const step = sample.taken().step;
        const gaps = [...kept.slice(1), all].map((one, i) => one - (kept[i] ?? 0));
        expect(gaps.filter((gap) => gap > step).length).toBeLessThanOrEqual(1);
        expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(2 * step);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
