import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";

const PYTHON = "/usr/bin/python3";
const hasTorch = spawnSync(PYTHON, ["-c", "import torch, numpy"]).status === 0;

/** The recipe itself: a few steps of a tiny model. CI installs PyTorch; elsewhere it may be missing. */
it.skipIf(!hasTorch && process.env.CI !== "true")("the training takes its first steps", () => {
  const folder = mkdtempSync(join(tmpdir(), "midspan-train-"));
  const script = join(packageRoot(), "models/train/train.py");
  // One thread: several that wait for each other take many times as long on a machine that has other work.
  const env = { ...process.env, OMP_NUM_THREADS: "1" };
  const run = spawnSync(PYTHON, [script, "--smoke"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 280_000,
    env,
  });
  rmSync(folder, { recursive: true });
  expect(run.status, run.stderr).toBe(0);
  const steps = run.stdout.split("\n").filter((line) => line.startsWith("{"));
  const losses = steps
    .map((line) => JSON.parse(line) as { stage: string; value: number })
    .filter(({ stage }) => stage === "short")
    .map(({ value }) => value);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.2);
});
