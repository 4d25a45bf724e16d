import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseTrialLine } from "../../src/run/trial-line.ts";
import { type Running, runMidspan, startMidspan } from "../cli/start-midspan.ts";
import { noRedis, type RedisServer, startRedis } from "../run/redis.ts";

const MODELS = ["--model", "simulated:u", "embedded:reference"];
const PLAN = [
  ...MODELS,
  "--task",
  "needle",
  "--lengths",
  "256,512",
  "--depths",
  "5",
  "--trials",
  "6",
  "--no-report",
  "--json",
];
const TRIALS = 2 * 6 * (2 * 5 + 2);

// On a busy machine starting a process takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-queue-"));
});
afterAll(() => rm(root, { recursive: true }));

async function idsOf(folder: string): Promise<readonly (string | undefined)[]> {
  const text = await readFile(join(root, folder, "trials.jsonl"), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => parseTrialLine(line)?.id);
}

async function untilTrials(running: Running, folder: string, n: number): Promise<void> {
  while (running.process.exitCode === null && (await idsOf(folder)).length < n)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.skipIf(noRedis !== undefined)("a run through a queue", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  const worker = (...more: string[]): Running =>
    startMidspan(["worker", "--queue", redis.url, "--until-idle", ...more], root);

  it("finds with two workers what one process finds, each trial once", async () => {
    const alone = await runMidspan(["run", ...PLAN, "-o", "alone"], root);
    const workers = [worker(), worker()];
    const together = await runMidspan(["run", ...PLAN, "--queue", redis.url, "-o", "together"], root);
    expect(together.code).toBe(0);
    const ids = await idsOf("together");
    expect(ids).toHaveLength(TRIALS);
    expect(new Set(ids)).toEqual(new Set(await idsOf("alone")));
    expect(JSON.parse(together.stdout).findings).toEqual(JSON.parse(alone.stdout).findings);
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const done = ends.map(({ stderr }) => Number(/(\d+) trials done/.exec(stderr)?.[1]));
    expect(done.reduce((a, b) => a + b, 0)).toBe(TRIALS);
  });

  it("has the job of a worker that was killed finished by another, each trial once", async () => {
    const plan = [...PLAN, "--seed", "2", "-o", "killed"];
    const first = worker("--lock", "2");
    const run = startMidspan(["run", ...plan, "--queue", redis.url], root);
    await untilTrials(run, "killed", TRIALS / 4);
    first.process.kill("SIGKILL");
    expect((await first.ended).signal).toBe("SIGKILL");
    expect((await idsOf("killed")).length).toBeLessThan(TRIALS);
    const second = worker("--lock", "2");
    expect((await run.ended).code).toBe(0);
    await second.ended;
    const ids = await idsOf("killed");
    expect(ids).toHaveLength(TRIALS);
    expect(new Set(ids).size).toBe(TRIALS);
  });

  it("goes on where a coordinator was killed, and hands nothing out twice", async () => {
    const plan = ["run", ...PLAN, "--seed", "3", "--queue", redis.url, "-o", "resumed"];
    const only = worker("--lock", "2");
    const run = startMidspan(plan, root);
    await untilTrials(run, "resumed", 10);
    run.process.kill("SIGKILL");
    await run.ended;
    let again = await runMidspan(plan, root);
    // The place of the one that was killed is kept for a while.
    while (again.code === 2 && /one coordinator a plan/.test(again.stderr))
      again = await runMidspan(plan, root);
    expect(again.code).toBe(0);
    const ids = await idsOf("resumed");
    expect(ids).toHaveLength(TRIALS);
    expect(new Set(ids).size).toBe(TRIALS);
    await only.ended;
  });

  it("ends with the worker's own words where it has other texts", async () => {
    const only = worker();
    const plan = ["--needles", "./facts.yaml", ...PLAN, "-o", "refused"];
    const fact = (word: string): string =>
      `- { text: The tower is ${word}., question: What colour is the tower?, answers: [${word}] }\n`;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(root, "facts.yaml"), fact("quince"));
    const elsewhere = await mkdtemp(join(root, "elsewhere-"));
    await writeFile(join(elsewhere, "facts.yaml"), fact("damson"));
    const run = await runMidspan(["run", ...plan, "--queue", redis.url, "--trials", "1"], elsewhere);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/a worker says: .*would ask something else/);
    await only.ended;
  });
});

describe("without a queue", () => {
  it("says so, and shows no password", async () => {
    const url = "redis://user:swordfish@127.0.0.1:1";
    const { code, stderr } = await runMidspan(["run", ...PLAN, "--queue", url, "-o", "none"], root);
    expect(code).toBe(3);
    expect(stderr).toMatch(/no queue; a Redis server that answers at redis:\/\/user:\*\*\*@127\.0\.0\.1:1/);
    const manifest = await readFile(join(root, "none", "manifest.json"), "utf8");
    expect(stderr + manifest).not.toContain("swordfish");
  });
});
