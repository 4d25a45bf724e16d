import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { vi } from "vitest";
import { packageRoot } from "../src/root.ts";

/**
 * Threads of the program run as they are built, where the build is as new as the source: reading TypeScript anew
 * takes a thread more time than what most tests ask of it. Without a build they start from source.
 */
vi.mock("../src/models/start-thread.ts", async (importOriginal) => {
  const { startThread } = await importOriginal<typeof import("../src/models/start-thread.ts")>();
  const start: typeof startThread = (source, workerData, resourceLimits = {}) => {
    const built = builtFileOf(fileURLToPath(source));
    if (built === undefined) return startThread(source, workerData, resourceLimits);
    return new Worker(built, { execArgv: [], workerData, resourceLimits });
  };
  return { startThread: start };
});

const SOURCE = join(packageRoot(), "src/");
const BUILT = join(packageRoot(), "dist/src/");

function builtFileOf(source: string): string | undefined {
  if (!source.startsWith(SOURCE)) return undefined;
  const built = `${BUILT}${source.slice(SOURCE.length).replace(/\.ts$/, ".js")}`;
  return existsSync(built) && isFresh() ? built : undefined;
}

let fresh: boolean | undefined;

/** A build writes every file anew. */
function isFresh(): boolean {
  fresh ??= statSync(join(BUILT, "index.js")).mtimeMs >= newest(SOURCE);
  return fresh;
}

function newest(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...names.map((name) => statSync(join(folder, name)).mtimeMs));
}
