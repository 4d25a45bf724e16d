import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, midspan } from "./midspan.ts";

const PLAIN = { LANG: "C", LC_ALL: "C", NO_COLOR: "", TERM: "xterm", CI: "true" };
const RUN = [
  "run",
  "--model",
  "simulated:u",
  "--task",
  "needle",
  "--lengths",
  "256,512",
  "--trials",
  "8",
  "-o",
  "r",
];

let folder = "";
let run: Ended;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "midspan-degrades-"));
  run = await midspan(RUN, folder, PLAIN);
});
afterAll(() => rm(folder, { recursive: true }));

describe("in a log without colours and without Unicode", () => {
  it.each([
    ["plan", ["plan", "--model", "simulated:u", "--lengths", "256,512"]],
    ["show", ["show", "r"]],
    ["compare", ["compare", "r", "r"]],
    ["check", ["check", "r", "--min-recall", "0.99"]],
    ["list", ["list", "tasks"]],
    ["report", ["report", "r"]],
    ["help", ["run", "--help"]],
    ["a mistake", ["run", "--model", "ollama:x", "--lengths", "no"]],
  ])("%s is plain text", async (_, args) => {
    const { stdout, stderr } = await midspan(args, folder, PLAIN);
    expect(stdout + stderr).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it("an answer that is cut is plain text", async () => {
    await cp(join(folder, "r"), join(folder, "long"), { recursive: true });
    const record = join(folder, "long", "trials.jsonl");
    const long = (await readFile(record, "utf8")).replaceAll(
      /"output":"[^"]*"/g,
      `"output":"${"word ".repeat(20)}"`,
    );
    await writeFile(record, long);
    const { stdout } = await midspan(["show", "long"], folder, PLAIN);
    expect(stdout).toContain("more characters");
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it("a run is plain text of few lines, none drawn over another", () => {
    expect(run.code).toBe(0);
    expect(run.stdout + run.stderr).toMatch(/^[\n\x20-\x7e]+$/);
    expect(run.stdout).toMatch(/256 /);
    expect(run.stderr.trimEnd().split("\n").length).toBeLessThan(10);
    const wide = run.stdout.split("\n").filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });
});
