import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSweepFile } from "../../src/cli/sweep-file.ts";
import type { Finding, Row } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";
import { tasks } from "../../src/tasks/index.ts";
import { runMidspan } from "../cli/start-midspan.ts";

const SWEEP = join(packageRoot(), "datasets/sweeps/every-task.yaml");
const folder = mkdtempSync(join(tmpdir(), "midspan-every-task-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runSweep(name: string, ...args: readonly string[]) {
  const run = join(folder, name);
  const ended = await runMidspan(["run", SWEEP, "--quiet", "-o", run, ...args], folder);
  if (ended.code !== 0) throw new Error(ended.stderr);
  const read = (file: string): string => readFileSync(join(run, file), "utf8");
  const { findings } = JSON.parse(read("findings.json")) as { findings: Finding[] };
  const trials = read("trials.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Trial);
  const rowsOf = (finding: string): readonly Row[] =>
    findings.find((one) => one.name === finding)?.rows ?? [];
  return { ...ended, trials, rowsOf, page: read("index.html"), summary: read("summary.md") };
}

describe("the sweep of every task", () => {
  it("names every task of the suite, each once", async () => {
    const { tasks: named = [] } = await readSweepFile(SWEEP);
    expect(named.map(({ name }) => name)).toEqual(tasks.map(({ name }) => name));
  });

  it("gives each a floor and a ceiling, which a model that never errs reaches", async () => {
    const { trials, rowsOf } = await runSweep(
      "simulated",
      ...["--model", "simulated:edge=1,middle=1", "--lengths", "1k", "--depths", "0,0.5,1", "--trials", "4"],
    );
    expect(trials.filter(({ status }) => status !== "scored")).toEqual([]);
    for (const { name } of tasks) {
      const own = rowsOf("baselines").filter((row) => row.group.task === name);
      const ceiling = own.find((row) => row.name === "ceiling")?.estimate;
      const floor = own.find((row) => row.name === "floor" || row.name === "without context")?.estimate;
      expect([name, ceiling?.value, ceiling?.n, floor?.n]).toEqual([name, 1, 4, 4]);
      // Words repeated at random are a little like any other words.
      expect(floor?.value).toBeLessThan(0.25);
    }
    expect(rowsOf("ability").map((row) => row.verdict)).not.toContain("above its ability");
  }, 120_000);
});

describe("the embedded model", () => {
  const CANNOT = ["reasoning", "multi-value"];
  let result: Awaited<ReturnType<typeof runSweep>>;
  beforeAll(async () => {
    const short = ["--lengths", "512", "--depths", "0,0.5,1", "--trials", "8"];
    result = await runSweep("embedded", ...short, "--task", "needle", ...CANNOT);
  }, 240_000);

  it("fails no trial, whether it can do the task or not", () => {
    expect(result.trials.filter(({ status }) => status === "failed" || status === "skipped")).toEqual([]);
  });

  it("is told what is within its ability and what is above", () => {
    const said = result.rowsOf("ability").map((row) => [row.group.task, row.verdict]);
    expect(said).toEqual([
      ["needle", "within its ability"],
      ["reasoning", "above its ability"],
      ["multi-value", "above its ability"],
    ]);
    const verdicts = result.rowsOf("middle-gap").filter((row) => row.name === "verdict");
    for (const { group, verdict } of verdicts)
      expect(verdict === "above its ability").toBe(CANNOT.includes(String(group.task)));
  });

  it("shows the floor of what is above it in the terminal, on the page and in the summary", () => {
    for (const text of [result.stdout, result.page, result.summary])
      for (const word of [/above (its|the model&#39;s|the model's) ability/i, /fact alone/, /reasoning/])
        expect(text).toMatch(word);
    expect(result.stdout).toMatch(/reasoning +0 % +0 % +0 %/);
  });
});
