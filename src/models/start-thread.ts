import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type ResourceLimits, Worker } from "node:worker_threads";

/** Starts a file of ours as a thread. `source` names it as it is written, with .ts, beside the file that asks. */
export function startThread(source: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  if (import.meta.url.endsWith(".js"))
    return new Worker(new URL(source.href.replace(/\.ts$/, ".js")), { workerData, resourceLimits });
  // From source (tsx, vitest): a thread of Node 20 reads TypeScript only after tsx has registered itself there.
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve("tsx/esm/api")
      .replace(/cjs$/, "mjs"),
  ).href;
  const start = `import(${JSON.stringify(tsx)}).then((tsx) => (tsx.register(), import(${JSON.stringify(source.href)})))`;
  return new Worker(start, { eval: true, execArgv: [], workerData, resourceLimits });
}
