import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseTrialLine } from "../../src/run/trial-line.ts";
import { runMidspan, startMidspan } from "../cli/start-midspan.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PLAN = [
  "--task",
  "needle",
  "--model",
  "simulated:u",
  "--lengths",
  "256",
  "--trials",
  "40",
  "--no-report",
  "--quiet",
];
const TRIALS = 40 * (11 + 2);

let root = "";
let mounted = false;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-disk-"));
  mounted = mount("size=256k");
});
afterAll(async () => {
  if (mounted) execFileSync("umount", [root]);
  await rm(root, { recursive: true });
});

/** A disk of its own, which only root may make. */
function mount(options: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", root], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function remount(options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, root], { stdio: "ignore" });
}

async function idsOf(folder: string): Promise<readonly (string | undefined)[]> {
  const text = await readFile(join(root, folder, "trials.jsonl"), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => parseTrialLine(line)?.id);
}

describe("a disk that is full", () => {
  it("ends the run with exit 2; what is finished is whole, and the same command continues it", async (context) => {
    if (!mounted) context.skip("only root can make a small disk");
    const full = await runMidspan(["run", ...PLAN, "-o", "run"], root);
    expect(full).toMatchObject({ code: 2, stdout: "" });
    expect(full.stderr).toMatch(
      /^midspan: cannot write; .*run\/trials\.jsonl \(ENOSPC\)\n\s+The disk is full; /,
    );
    const finished = await idsOf("run");
    expect(finished.length).toBeGreaterThan(50);
    expect(finished.length).toBeLessThan(TRIALS);
    expect(finished).not.toContain(undefined);
    expect(await readdir(join(root, "run"))).not.toContainEqual(expect.stringMatching(/^\.lock/));

    remount("size=8m");
    const again = await runMidspan(["run", ...PLAN, "-o", "run"], root);
    expect(again.code).toBe(0);
    const all = await idsOf("run");
    expect(all.slice(0, finished.length)).toEqual(finished);
    expect([all.length, new Set(all).size]).toEqual([TRIALS, TRIALS]);

    remount("ro");
    const before = await readFile(join(root, "run/trials.jsonl"));
    const closed = await runMidspan(["run", ...PLAN, "-o", "run"], root);
    expect(closed).toMatchObject({ code: 2, stdout: "" });
    expect(closed.stderr).toMatch(/^midspan: cannot write; .* \(EROFS\)\n\s+The file system is read-only; /);
    expect(await readFile(join(root, "run/trials.jsonl"))).toEqual(before);
    remount("rw");
  });
});

describe("two processes in one folder", () => {
  it("the second is refused, the first goes on; one that was killed leaves nothing in the way", async () => {
    const plan = ["run", ...PLAN, "-o", "shared"];
    const slow = startMidspan([...plan, "--trials", "4000"], root);
    const locked = async (): Promise<boolean> => {
      const names = await readdir(join(root, "shared")).catch((): string[] => []);
      return names.includes("trials.jsonl");
    };
    while (!(await locked())) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await runMidspan([...plan, "--trials", "4000"], root);
    expect(second).toMatchObject({ code: 2, stdout: "" });
    expect(second.stderr).toMatch(/run folder is in use; one process at a time: shared \(process \d+ on /);
    expect(slow.process.exitCode).toBeNull();
    slow.process.kill("SIGKILL");
    await slow.ended;
    const third = startMidspan([...plan, "--trials", "4000"], root);
    const owner = `-${third.process.pid}-`;
    for (;;) {
      const locks = (await readdir(join(root, "shared"))).filter((name) => name.startsWith(".lock"));
      if (locks.length === 1 && locks[0]!.includes(owner)) break;
      expect(third.process.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    third.process.kill("SIGKILL");
    await third.ended;
  });
});
