import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, hash128 } from "../src/random.ts";

describe("the frozen generator", () => {
  it("gives its known answers", () => {
    const root = createRng(1);
    expect([root.float(), root.float(), root.float()]).toEqual([
      0.5318704240489751, 0.26320270635187626, 0.989522265503183,
    ]);
    const fork = createRng(1).fork("haystack").fork(3);
    expect([fork.int(10), fork.int(1000), fork.int(2 ** 32), fork.int(7)]).toEqual([5, 508, 2983079512, 1]);
    expect(createRng("text").shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([6, 9, 4, 8, 5, 3, 1, 7, 0, 2]);
    expect(createRng(5).sample(["a", "b", "c", "d"], 2)).toEqual(["b", "c"]);
    expect(hash128("midspan")).toEqual([2046547963, 1916806087, 1386627608, 931830467]);
  });

  it("forks by label: draws in one place change nothing elsewhere", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: 50 }), (seed, label, draws) => {
        const quiet = createRng(seed);
        const busy = createRng(seed);
        for (let i = 0; i < draws; i++) busy.float();
        expect(busy.fork(label).float()).toBe(quiet.fork(label).float());
      }),
      { seed: 1 },
    );
  });

  it("draws integers evenly", () => {
    const rng = createRng("even");
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const draw = rng.int(7);
      counts[draw] = (counts[draw] ?? 0) + 1;
    }
    // Chi-squared with 6 degrees of freedom exceeds 22.46 once in a thousand.
    const chi = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(22.46);
  });

  it("refuses an impossible range", () => {
    expect(() => createRng(1).int(0)).toThrowError(RangeError);
    expect(() => createRng(1).sample([1], 2)).toThrowError(RangeError);
  });
});
