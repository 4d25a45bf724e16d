import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

const { startThread } = await vi.importActual<typeof import("../../src/models/start-thread.ts")>(
  "../../src/models/start-thread.ts",
);

// The other tests' threads run as they are built, see test/built-threads.ts.
it("starts a thread from source, whose imports end in .ts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "midspan-thread-"));
  const file = join(folder, "none.parquet");
  const source = new URL("../../src/cli/record-thread.ts", import.meta.url);
  const thread = startThread(source, { file, repeated: true, parts: [], names: [] });
  expect(await once(thread, "message")).toEqual([{ written: true }]);
  await thread.terminate();
  expect(statSync(file).size).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});
