import { defineConfig } from "vitest/config";

/** What takes too long for every change: `npm run test:long`, which continuous integration runs too. */
export default defineConfig({
  test: {
    include: ["test/{docs,end-to-end,long}/**/*.test.ts"],
    globalSetup: "test/temporary-root.ts",
    setupFiles: ["test/built-threads.ts"],
    pool: "forks",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: "100%",
  },
});
