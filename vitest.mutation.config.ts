import { defineConfig } from "vitest/config";

/**
 * What mutants of src/stats and src/analysis are tried against: their own tests, without those that simulate hundreds
 * of runs. A mutant is run against every test that reaches it, so one slow test would be paid a thousand times; what
 * only a simulation would notice counts as not noticed.
 */
export default defineConfig({
  test: {
    include: ["test/stats/*.test.ts", "test/analysis/*.test.ts"],
    exclude: ["test/analysis/simulation.test.ts", "test/analysis/coverage.test.ts"],
    testNamePattern: /^(?!.*(\bruns\b|at most 5 %|draws one by one|permuting every set))/s,
    testTimeout: 60_000,
  },
});
