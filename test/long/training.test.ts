import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";

const PYTHON = "/usr/bin/python3";
const hasTorch = spawnSync(PYTHON, ["-c", "import torch, numpy"]).status === 0;

/** The recipe itself: a few steps of a tiny model. CI installs PyTorch; elsewhere it may be missing. */
it.skipIf(!hasTorch && process.env.CI !== "true")(
  "the training takes its first steps",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "midspan-train-"));
    const script = join(packageRoot(), "models/train/train.py");
    const run = spawnSync(PYTHON, [script, "--smoke"], { cwd: folder, encoding: "utf8", timeout: 110_000 });
    rmSync(folder, { recursive: true });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const steps = run.stdout.split("\n").filter((line) => line.startsWith("{"));
    const losses = steps
      .map((line) => JSON.parse(line) as { stage: string; value: number })
      .filter(({ stage }) => stage === "short")
      .map(({ value }) => value);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.2);
  },
  120_000,
);
