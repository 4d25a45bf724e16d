import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/temporary-root.ts",
    setupFiles: ["test/as-found.ts", "test/built-threads.ts"],
    // A process for each file would load its packages anew, which takes longer than most tests; see as-found.ts.
    isolate: false,
    exclude: ["test/long/**", "test/end-to-end/**", "test/docs/**"],
    pool: "forks",
    // Truths simulated hundreds of times: `npm run test:long` has them, `npm run test:mutation` leaves them out.
    tags: [{ name: "simulation" }],
    testTimeout: 60_000,
    // As long as a test may take: a loaded machine needs it for what is simulated before one.
    hookTimeout: 60_000,
    // Vitest leaves a core free by default; on two cores that is half of the machine.
    maxWorkers: "100%",
    coverage: { include: ["src/**"] },
  },
});
