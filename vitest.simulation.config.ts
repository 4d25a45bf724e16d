import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import usual from "./vitest.config.ts";

/** Truths simulated hundreds of times, which stand among the tests of what they judge: `npm run test:long`. */
export default defineConfig({
  test: {
    ...usual.test,
    include: readdirSync("test", { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `test/${name}`)
      .filter((path) => readFileSync(path, "utf8").includes('tags: "simulation"')),
    testTimeout: 300_000,
  },
});
