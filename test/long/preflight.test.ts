import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Trial } from "../../src/record.ts";
import { runMidspan as midspan } from "../cli/start-midspan.ts";
import { type OllamaBehaviour, ollamaServer } from "../models/servers/ollama.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000 });

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-preflight-"));
});
afterAll(() => rm(root, { recursive: true }));

const PLAN = [
  "--task",
  "needle",
  "--lengths",
  "2k",
  "--depths",
  "3",
  "--trials",
  "2",
  "--no-baselines",
  "--no-report",
];
/** Ollama as it cuts: the first tokens and the end are kept, and nobody is told. */
const CUTS: OllamaBehaviour = { window: 800, above: "keep-end" };

async function run(folder: string, behaviour: OllamaBehaviour, ...more: string[]) {
  const server = await ollamaServer(behaviour);
  try {
    const args = ["run", "--model", "ollama:tiny", "--base-url", server.url, ...PLAN, "-o", folder, ...more];
    const ended = await midspan(args, root);
    const trials = await readFile(join(root, folder, "trials.jsonl"), "utf8").catch(() => "");
    const log = await readFile(join(root, folder, "run.log"), "utf8").catch(() => "");
    return {
      ...ended,
      trials: trials
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Trial),
      checks: log.split("\n").find((line) => line.includes('"event":"preflight"')) ?? "",
    };
  } finally {
    await server.close();
  }
}

describe("midspan run, before its first trial", () => {
  it("finds a whole prompt arrived, says so in the log, and goes on", async () => {
    const { code, trials, checks, stderr } = await run("whole", {});
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(trials.map(({ status }) => status)).toEqual(Array(6).fill("scored"));
    expect(checks).toMatch(/"start of the prompt","status":"ok"/);
    expect(checks).not.toMatch(/"status":"failed"/);
  });

  it("stops with exit 3 where a server cuts prompts, with what was sent, what came back and the cure", async () => {
    const { code, trials, stderr, checks } = await run("cut", CUTS);
    expect(code).toBe(3);
    expect(trials).toEqual([]);
    expect(stderr).toMatch(/ollama:tiny cannot be measured; .*800/);
    expect(stderr).toMatch(/num_ctx/);
    expect(checks).toMatch(/"status":"failed"/);
  });

  it("shows a prompt again, and reports again, when the server has gone", async () => {
    const { trials } = await run("gone", {});
    const [trial] = trials;
    const shown = await midspan(["show", "gone", trial?.id ?? ""], root);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain("= what was sent");
    const reported = await midspan(["report", "gone"], root);
    expect(reported).toMatchObject({ code: 0, stderr: "" });
  });

  it("can be left out; what a server cuts is then truncated, and no miss", async () => {
    const { code, trials, checks } = await run("unlooked", CUTS, "--no-preflight");
    expect(code).toBe(0);
    expect(checks).toBe("");
    expect(trials.map(({ status }) => status)).toEqual(Array(6).fill("truncated"));
    expect(trials.every(({ score }) => score === undefined)).toBe(true);
  });

  it("asks nothing where the record is whole", async () => {
    const { code, checks } = await run("whole", { fault: "silence" });
    expect(code).toBe(0);
    expect(checks.match(/preflight/g)).toHaveLength(1);
  });

  it("says how to start a server that is not there", async () => {
    const args = ["run", "--model", "ollama:tiny", "--base-url", "http://127.0.0.1:1", ...PLAN, "-o", "none"];
    const { code, stderr } = await midspan(args, root);
    expect(code).toBe(3);
    expect(stderr).toMatch(/ollama serve/);
  });
});

describe("midspan doctor", () => {
  it("prints the same as a table of 80 columns, and exits 3 where it fails", async () => {
    for (const [behaviour, expected] of [
      [{}, 0],
      [CUTS, 3],
    ] as const) {
      const server = await ollamaServer(behaviour);
      const { code, stdout } = await midspan(
        ["doctor", "--model", "ollama:tiny", "--base-url", server.url],
        root,
      );
      await server.close();
      expect({ code, stdout }).toMatchObject({ code: expected });
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stdout).toMatch(expected === 0 ? /end of the prompt\s+ok/ : /FAIL/);
    }
  });
});
