import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { fencesOf } from "./page.ts";
import { binFolder, runSteps } from "./shell.ts";

const PAGE = "CONTRIBUTING.md";
const fences = fencesOf(PAGE);
const files = fences.filter(({ language }) => language === "ts");
const registries = fences.filter(({ language }) => language === "diff");
const commands = fences.filter(({ language }) => language === "sh");

let root = "";
let copy = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-contributing-"));
  copy = join(root, "midspan");
  await mkdir(join(copy, "made"), { recursive: true });
  for (const name of ["src", "package.json", "tsconfig.json"])
    await cp(join(packageRoot(), name), join(copy, name), { recursive: true });
  for (const name of ["node_modules", "datasets", "models"])
    await symlink(join(packageRoot(), name), join(copy, name));
  for (const { body } of files) {
    const [, path = ""] = /^\/\/ (src\/\S+)\n/.exec(body) ?? [];
    await writeFile(join(copy, path), body, { flag: "wx" });
  }
  for (const { body } of registries) await register(body);
});
afterAll(() => rm(root, { recursive: true }));

/** The import goes behind the last import, the entry to the end of the registry. */
async function register(diff: string): Promise<void> {
  const [, path = "", imported = "", entry = ""] = /^--- (\S+)\n\+(import .*)\n\+( .*)\n$/.exec(diff) ?? [];
  const file = join(copy, path);
  const text = await readFile(file, "utf8");
  const at = text.lastIndexOf("\nimport ") + 1;
  const withImport = `${text.slice(0, at)}${imported}\n${text.slice(at)}`;
  const end = withImport.indexOf("\n];");
  await writeFile(file, `${withImport.slice(0, end)}\n${entry}${withImport.slice(end)}`);
}

it("each recipe is a file, its registry and a command", () => {
  expect([files.length, registries.length, commands.length]).toEqual([5, 5, 5]);
});

it("the recipes, followed to the letter, have right types and do what they say", {
  timeout: 300_000,
}, async () => {
  const types = { commands: "node_modules/.bin/tsc --noEmit -p tsconfig.made.json", shown: [] };
  await writeFile(
    join(copy, "tsconfig.made.json"),
    JSON.stringify({ extends: "./tsconfig.json", include: ["src"] }),
  );
  const steps = [types, ...commands.map(({ body }) => ({ commands: body, shown: [] }))];
  const done = await runSteps(steps, { cwd: copy, bin: await binFolder(root), env: {} });
  for (const { code, output } of done) expect(code, output).toBe(0);
  const [, task, adapter, analysis, chart, importer] = done.map(({ output }) => output);
  expect(task).toContain("40 trials: 40 scored");
  expect(adapter).toMatch(/parrot:grey/);
  expect(analysis).toMatch(/^simulated:u \(simulated\),plain-needle,true,recall,0\.79/m);
  expect(chart).toContain("made/task/charts/recall-by-task.svg");
  expect(importer).toMatch(/^m +1 +1 +100\.0 %/m);
});
