import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { startNode } from "./start-midspan.ts";

const BIN = join(packageRoot(), "dist/src/cli/main.js");
const HOOKS = pathToFileURL(join(import.meta.dirname, "loaded-modules.mjs")).href;

/** Start-up time is the bench's; what takes it are modules, and these can be counted. */
describe("what is loaded before a word is printed", () => {
  it("is no package for --version", async () => {
    const { own, packages } = await loadedBy("--version");
    expect(packages).toEqual([]);
    expect(own.length).toBeLessThanOrEqual(5);
  });

  it.each([[["--help"]], [["run", "--help"]], [["sinks", "map", "--help"]]])(
    "is the parser of arguments alone for %j",
    async (args) => {
      const { own, packages } = await loadedBy(...args);
      expect(packages).toEqual(["commander"]);
      expect(own.length).toBeLessThanOrEqual(20);
    },
  );
});

/** Paths of midspan's own modules and names of the packages that a command line loads. */
async function loadedBy(...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "midspan-loaded-"));
  const list = join(folder, "loaded.txt");
  const ended = await startNode(["--import", HOOKS, BIN, ...args], folder, { MIDSPAN_LOADED: list }).ended;
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const urls = (await readFile(list, "utf8")).split("\n").filter((url) => url.startsWith("file:"));
  await rm(folder, { recursive: true });
  const packages = urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return {
    own: urls.filter((url) => !url.includes("/node_modules/")),
    packages: [...new Set(packages)],
  };
}
