import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { writeQuestions, writeTheirResults } from "./own-files.ts";
import { missingFrom, stepsOf } from "./page.ts";
import { binFolder, runSteps } from "./shell.ts";
import { type Served, servedByLlamacpp, servedByOllama, servedByOpenai } from "./walk-servers.ts";

interface Walk {
  readonly page: string;
  serve?(): Promise<Served>;
  /** Files that the page says its reader has. */
  prepare?(folder: string): Promise<void>;
}

const WALKS: readonly Walk[] = [
  { page: "docs/new-ollama-model.md", serve: servedByOllama },
  { page: "docs/two-quantisations.md", serve: servedByLlamacpp },
  { page: "docs/one-dollar.md", serve: servedByOpenai },
  { page: "docs/chunk-order.md", serve: servedByOllama, prepare: writeQuestions },
  { page: "docs/redraw-a-heat-map.md", prepare: writeTheirResults },
];

/** MIDSPAN_SHOW_WALKS=1 prints what came out, to bring a page up to date. */
const shows = process.env.MIDSPAN_SHOW_WALKS === "1";

let root = "";
let server: Served | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(root, { recursive: true, force: true });
});

describe("the pages' commands, typed in an empty folder", () => {
  it.each(WALKS)("$page", { timeout: 300_000 }, async ({ page, serve, prepare }) => {
    root = await mkdtemp(join(tmpdir(), "midspan-walk-"));
    const bin = await binFolder(root);
    const cwd = await mkdtemp(join(root, "empty-"));
    await prepare?.(cwd);
    server = await serve?.();
    const steps = stepsOf(page);
    expect(steps.length).toBeGreaterThan(2);
    const done = await runSteps(steps, { cwd, bin, env: server?.env ?? {} });
    for (const [i, { commands, shown }] of steps.entries()) {
      const { output = "", code } = done[i] ?? {};
      if (shows) process.stdout.write(`\n$ ${commands}${output}`);
      expect(code, `${commands}\n${output}`).toBe(0);
      expect(missingFrom(output, shown), `${commands}\n${output}`).toEqual([]);
    }
    expect(steps.some(({ shown }) => shown.length > 0)).toBe(true);
  });
});
