import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { parseTrialLine } from "../../src/run/trial-line.ts";
import { type Running, runMidspan, startMidspan, startNode } from "../cli/start-midspan.ts";

const PLAN = [
  "--model",
  "simulated:u",
  "--task",
  "needle",
  "--lengths",
  "256",
  "--trials",
  "16",
  "--no-report",
  "--json",
];
const TRIALS = 16 * (11 + 2);
const KILLS = 10;

// On a busy machine starting a process takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000 });

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-crash-"));
});
afterAll(() => rm(root, { recursive: true }));

async function linesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(root, folder, "trials.jsonl"), "utf8").catch(() => "");
  return text.split("\n").slice(0, -1);
}

/** Waits until the record has so many lines, or the process has ended. */
async function untilLines(running: Running, folder: string, lines: number): Promise<void> {
  const { process } = running;
  while (process.exitCode === null && process.signalCode === null && (await linesOf(folder)).length < lines)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

async function answersOf(folder: string): Promise<ReadonlyMap<string, string | undefined>> {
  const trials = (await linesOf(folder)).map((line) => parseTrialLine(line) as Trial);
  return new Map(trials.map(({ id, output }) => [id, output]));
}

describe("a run that is killed again and again", () => {
  it("loses no trial, doubles none, and finds what an undisturbed run finds", {
    timeout: 300_000,
  }, async () => {
    const calm = await runMidspan(["run", ...PLAN, "-o", "calm"], root);
    expect(calm.code).toBe(0);
    // Moments are drawn as counts of lines, so that a slow machine is killed at the same places.
    const rng = createRng("crash");
    const moments = Array.from({ length: KILLS }, () => 1 + rng.int(TRIALS - 1)).sort((a, b) => a - b);
    let killed = 0;
    for (const lines of moments) {
      const running = startMidspan(["run", ...PLAN, "-o", "killed"], root);
      await untilLines(running, "killed", lines);
      running.process.kill("SIGKILL");
      if ((await running.ended).signal === "SIGKILL") killed++;
    }
    expect(killed).toBe(KILLS);
    expect((await linesOf("killed")).length).toBeLessThan(TRIALS);
    const last = await runMidspan(["run", ...PLAN, "-o", "killed"], root);
    expect(last.code).toBe(0);

    const ids = (await linesOf("killed")).map((line) => parseTrialLine(line)?.id);
    expect(ids).toHaveLength(TRIALS);
    expect(new Set(ids).size).toBe(TRIALS);
    const answers = await answersOf("killed");
    for (const [id, output] of await answersOf("calm")) expect(answers.get(id)).toBe(output);
    expect(JSON.parse(last.stdout).findings).toEqual(JSON.parse(calm.stdout).findings);
    expect((await readdir(join(root, "killed"))).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  it("once: what is in flight is written, exit 130, and the same command continues", {
    timeout: 300_000,
  }, async () => {
    const running = startMidspan(["run", ...PLAN, "-o", "stopped"], root);
    await untilLines(running, "stopped", 20);
    running.process.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(/finishing what is in flight; Ctrl-C again stops now/);
    expect(stderr).toMatch(/stopped; the same command continues it: stopped\n$/);
    const stopped = await linesOf("stopped");
    expect(stopped.every((line) => parseTrialLine(line) !== undefined)).toBe(true);
    expect(await readdir(join(root, "stopped"))).toEqual(["manifest.json", "run.log", "trials.jsonl"]);
    const again = await runMidspan(["run", ...PLAN, "-o", "stopped"], root);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`${stopped.length} of them recorded`);
    expect((await linesOf("stopped")).slice(0, stopped.length)).toEqual(stopped);
    expect(new Set((await linesOf("stopped")).map((line) => parseTrialLine(line)?.id)).size).toBe(TRIALS);
  });

  it("twice: the process ends although the model hangs, and what was written is whole", async () => {
    const script = join(import.meta.dirname, "../cli/hanging-run.mjs");
    const hanging = startNode([script, "hanging"], root);
    await untilLines(hanging, "hanging", 5);
    hanging.process.kill("SIGINT");
    while (!hanging.stderr().includes("finishing")) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(hanging.process.exitCode).toBeNull();
    hanging.process.kill("SIGINT");
    expect((await hanging.ended).code).toBe(130);
    const lines = await linesOf("hanging");
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => parseTrialLine(line) !== undefined)).toBe(true);
  });
});
