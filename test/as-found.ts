import { afterAll, vi } from "vitest";
import { packageRoot } from "../src/root.ts";

// Test files share a process, which loads a package or a model once: what one file changes of it is put back.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.restoreAllMocks();
  process.chdir(packageRoot());
});
