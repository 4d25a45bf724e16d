import fc from "fast-check";
import { expect, it } from "vitest";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { documentsForGap } from "../../src/stats/documents-for-gap.ts";

it("the documents for a gap find it, and one fewer do not", () => {
  const gap = fc.double({ min: 0.01, max: 0.95, noNaN: true });
  const deviation = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(gap, deviation, fc.integer({ min: 1, max: 20 }), (least, noise, answers) => {
      const detection = { deviation: noise, answers };
      const n = documentsForGap(least, detection);
      expect(Number.isInteger(n)).toBe(true);
      expect(detectableGap({ ...detection, n })).toBeLessThanOrEqual(least);
      if (n > 1) expect(detectableGap({ ...detection, n: n - 1 })).toBeGreaterThan(least);
    }),
    { seed: 11, numRuns: 200 },
  );
});

it("the documents for a gap are those of the power calculation for many documents", () => {
  // (z(0.975) + z(0.8))^2 = 7.8489 (scipy); n = k^2 (deviation^2 + g (1 - g)) / g^2, rounded up.
  expect(documentsForGap(0.1, { deviation: 0.3 })).toBe(
    Math.ceil((7.848879734349088 * (0.09 + 0.09)) / 0.01),
  );
  expect(documentsForGap(0.1, { deviation: 0.3, answers: 10 })).toBe(
    Math.ceil((7.848879734349088 * (0.09 + 0.009)) / 0.01),
  );
});
