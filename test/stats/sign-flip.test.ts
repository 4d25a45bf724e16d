import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { signFlipTest } from "../../src/stats/sign-flip.ts";

/** Without draws, what is not counted has p = 1. */
const counted = (differences: readonly number[]) => signFlipTest(differences, 0, createRng("none"));

describe("a test of sign flips that is counted", () => {
  it("has no least p while it can be counted directly: sixty of one sign have 2^-59", () => {
    expect(counted(new Array(60).fill(1)) * 2 ** 59).toBeCloseTo(1, 12);
  });

  it("finds the common grid of halves to eighths", () => {
    expect(counted([1 / 8, 1 / 3, 1 / 5, 1 / 7])).toBeCloseTo(2 / 16, 12);
    // None of the eight sums is nearer to 0 than 1/3 - 1/5 - 1/7; four are at least as far as 1/3 + 1/5 - 1/7.
    expect(counted([1 / 3, -1 / 5, -1 / 7])).toBe(1);
    expect(counted([1 / 3, 1 / 5, -1 / 7])).toBeCloseTo(4 / 8, 12);
  });

  it("hangs on no order of documents, to the last bit", () => {
    const rng = createRng("order");
    const sizes = [1 / 6, 1 / 3, 1 / 2, 1];
    const differences = Array.from({ length: 2600 }, () => rng.pick(sizes) * (rng.float() < 0.51 ? 1 : -1));
    const ps = [1, 2, 3, 4].map((seed) => counted(createRng(seed).shuffle(differences)));
    expect(new Set([...ps, counted(differences)]).size).toBe(1);
    expect(ps[0]).toBeLessThan(1);
  });

  it("is 1 where the two signs weigh the same, for few and for thousands, of an even and of an odd span", () => {
    for (const n of [3, 2000, 2001])
      expect(counted([...new Array(n).fill(0.5), ...new Array(n).fill(-0.5)])).toBe(1);
    expect(counted([...new Array(3000).fill(1), ...new Array(2999).fill(-1)])).toBeCloseTo(1, 9);
  });
});

describe("a test of sign flips that is drawn", () => {
  it("is not moved by documents without a difference", () => {
    const off = Array.from({ length: 12 }, (_, i) => Math.SQRT2 * (i % 3 === 0 ? -i : i));
    const drawn = (differences: readonly number[]) => signFlipTest(differences, 300, createRng("flips"));
    expect(drawn([...off, 0, 0, 1e-15])).toBe(drawn(off));
    expect(drawn(off)).toBeLessThan(1);
  });

  it("counts itself once: one difference is as extreme in every draw", () => {
    expect(signFlipTest([Math.SQRT2], 99, createRng(1))).toBe(1);
    // 24 of one sign: none of 99 draws is as extreme.
    expect(signFlipTest(new Array(24).fill(Math.SQRT2), 99, createRng(1))).toBe(0.01);
  });

  it("is taken where fractions are too many to count", () => {
    const rng = createRng("many sizes");
    const differences = Array.from({ length: 1200 }, () => (1 + rng.int(839)) / 840);
    expect(signFlipTest(differences, 99, rng)).toBe(0.01);
  });
});
