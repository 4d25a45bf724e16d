import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { fencesOf, stepsOf } from "./page.ts";
import { binFolder, type Done, runSteps } from "./shell.ts";

const PAGE = "docs/ci.md";

interface Workflow {
  readonly jobs: {
    readonly recall: { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] };
  };
}

const workflow = parse(fencesOf(PAGE).find(({ language }) => language === "yaml")?.body ?? "") as Workflow;
const runs = workflow.jobs.recall.steps.flatMap(({ run }) => run ?? []);

let root = "";
let bin = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-ci-"));
  bin = await binFolder(root);
  // Stands for the registry: the package that is installed is this one.
  const npm = join(bin, "npm");
  await writeFile(npm, '#!/bin/sh\n[ "$*" = "install --no-save midspan" ] || exit 64\n');
  await chmod(npm, 0o755);
});
afterAll(() => rm(root, { recursive: true }));

function type(commands: readonly string[]): Promise<readonly Done[]> {
  return runSteps(
    commands.map((one) => ({ commands: one, shown: [] })),
    { cwd: root, bin, env: { CI: "true" } },
  );
}

it("the page's workflow passes where recall holds, and fails where it does not", {
  timeout: 300_000,
}, async () => {
  expect(runs.map((run) => run.split(" ").slice(0, 3).join(" "))).toEqual([
    "npm install --no-save",
    "npx midspan run",
    "npx midspan check",
    "npx midspan check",
  ]);
  const done = await type([...stepsOf(PAGE).map(({ commands }) => commands), ...runs]);
  for (const { code, output } of done) expect(code, output).toBe(0);
  expect(done.at(-1)?.output).toMatch(/^holds /);
  for (const file of ["limits.xml", "drop.xml"])
    expect(await readFile(join(root, file), "utf8")).toMatch(/<testsuite [^>]*failures="0"/);
  expect(await readFile(join(root, "recall/index.html"), "utf8")).toContain("<html");

  const worse = runs.map((run) => run.replace("embedded:reference", "embedded:reference --cache window:256"));
  const failing = await type(
    worse.map((run) => run.replace("-o recall", "-o worse").replace("check recall", "check worse")),
  );
  expect(failing.map(({ code }) => code)).toEqual([0, 0, 1, undefined]);
  expect(await readFile(join(root, "limits.xml"), "utf8")).toContain("<failure");
});
