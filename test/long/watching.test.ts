import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Trial } from "../../src/record.ts";
import { runMidspan as midspan } from "../cli/start-midspan.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PLAN = [
  "--model",
  "simulated:u",
  "simulated:flat",
  "--task",
  "needle",
  "--lengths",
  "256",
  "--depths",
  "3",
  "--trials",
  "2",
];
const TRIALS = 2 * (3 + 2);

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-watching-"));
});
afterAll(() => rm(root, { recursive: true }));

interface Told {
  readonly at: string;
  readonly event: string;
  readonly [name: string]: unknown;
}

function eventsOf(text: string): readonly Told[] {
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Told);
}

describe("midspan run --json", () => {
  it("prints one result on stdout, and events on stderr and in run.log", async () => {
    const { code, stdout, stderr } = await midspan(["run", ...PLAN, "--json", "-o", "json"], root);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { scored: 2 * TRIALS } });
    const log = eventsOf(await readFile(join(root, "json/run.log"), "utf8"));
    expect(log.map(({ event }) => event)).toEqual([
      "start",
      "model",
      "model-end",
      "model",
      "model-end",
      "end",
    ]);
    expect(log[0]).toMatchObject({ folder: "json", trials: 2 * TRIALS, recorded: 0 });
    expect(log[1]).toMatchObject({ model: "simulated:u", trials: TRIALS, recorded: 0, concurrency: 8 });
    expect(log[2]).toMatchObject({ model: "simulated:u", end: "complete" });
    expect(log.at(-1)).toMatchObject({ exit: 0 });
    const told = eventsOf(stderr);
    expect(told.filter(({ event }) => event !== "progress").map(({ event }) => event)).toEqual(
      log.map(({ event }) => event),
    );
    const last = told.findLast(({ event, model }) => event === "progress" && model === "simulated:flat");
    expect(last).toMatchObject({ done: TRIALS, total: TRIALS, failed: 0, unscored: 0, msLeft: 0 });
    for (const { at } of [...log, ...told]) expect(new Date(at).toISOString()).toBe(at);
  });

  it("says in the log what failed and why a model stopped; each process adds to it", async () => {
    await midspan(["run", ...PLAN, "--quiet", "-o", "source"], root);
    const args = ["--model", "replay:source#simulated:u", "simulated:u", "--lengths", "256", "--depths", "9"];
    const failing = [
      "run",
      ...args,
      "--task",
      "needle",
      "--trials",
      "3",
      "--quiet",
      "--no-report",
      "-o",
      "failing",
    ];
    const { code, stdout, stderr } = await midspan(failing, root);
    expect(code).toBe(4);
    // The other model is complete, and reported.
    expect(stdout).toContain("simulated:u");
    expect(stderr).toMatch(/too many trials of replay:source#simulated:u failed/);
    const log = eventsOf(await readFile(join(root, "failing/run.log"), "utf8"));
    expect(log.find(({ event }) => event === "failed")).toMatchObject({
      model: "replay:source#simulated:u",
      code: "model-unavailable",
      message: expect.stringContaining("no recorded answer"),
    });
    expect(log.filter(({ event }) => event === "model-end")).toMatchObject([
      { end: "too-many-failed" },
      { model: "simulated:u", end: "complete" },
    ]);
    expect(log.at(-1)).toMatchObject({ event: "end", exit: 4 });
    await midspan(failing, root);
    const starts = eventsOf(await readFile(join(root, "failing/run.log"), "utf8")).filter(
      ({ event }) => event === "start",
    );
    expect(starts.map(({ recorded }) => recorded)).toEqual([0, expect.any(Number)]);
  });
});

describe("midspan run --prefix fresh", () => {
  it("salts every prompt, records that, and shows them with the hash that was sent", async () => {
    const { code } = await midspan(["run", ...PLAN, "--prefix", "fresh", "--quiet", "-o", "fresh"], root);
    expect(code).toBe(0);
    const lines = (await readFile(join(root, "fresh/trials.jsonl"), "utf8")).trimEnd().split("\n");
    const trials = lines.map((line) => JSON.parse(line) as Trial);
    expect(trials.every(({ cell }) => cell.factors.prefix === "fresh")).toBe(true);
    const shown = await midspan(["show", "fresh", trials[7]!.id, "--raw"], root);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d{9}\n\n/) });
    const shared = await midspan(["run", ...PLAN, "--quiet", "-o", "fresh"], root);
    expect(shared).toMatchObject({ code: 2, stderr: expect.stringContaining("holds another plan") });
  });
});
