// Plans, asks, records and continues so many trials of a task that costs nothing; prints what memory that took.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  countTrials,
  createFailureGate,
  createLimiter,
  describeSweep,
  execute,
  families,
  openRunFolder,
  systemClock,
} from "../../dist/src/index.js";
import { STILL_FACTS, stillSweep } from "../cli/still-sweep.mjs";
import { peakMemory } from "./peak-memory.mjs";

const trials = Number(process.argv[2]);
const { model, sweep } = stillSweep({
  concurrency: 16,
  depths: [0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 1],
  trials: trials / 10,
  generate: async () => ({ text: "an answer", finish: { reason: "stop" }, warnings: [] }),
});
if (countTrials(sweep) !== trials) throw new Error(`not the plan that was asked for: ${countTrials(sweep)}`);
const manifest = describeSweep(sweep, STILL_FACTS);
const root = mkdtempSync(join(tmpdir(), "midspan-bench-"));

const used = (of) => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (of === "heap" ? heapUsed : heapUsed + arrayBuffers) / 1e6;
};

const asked = async (folder) => {
  let done = 0;
  let most = 0;
  const outcome = await execute(families(sweep, model), {
    sweep,
    model,
    limiter: createLimiter({ most: 16, clock: systemClock }),
    gate: createFailureGate(0, 1),
    attempts: 1,
    timeoutMs: 60_000,
    clock: systemClock,
    isDone: folder.isDone,
    onTrial: async (trial) => {
      await folder.append(trial);
      if (++done % (trials / 10) === 0) most = Math.max(most, used("heap"));
    },
  });
  if (outcome.end !== "complete") throw new Error(outcome.end);
  return { done, most };
};

const started = performance.now();
const folder = await openRunFolder(join(root, "run"), manifest);
const first = await asked(folder);
await folder.close();
const seconds = (performance.now() - started) / 1000;
const peakMb = peakMemory() / 1024;
const before = used("all");
const reopened = performance.now();
const again = await openRunFolder(join(root, "run"), manifest);
const rest = await asked(again);
const resumedMb = used("all") - before;
const resumedSeconds = (performance.now() - reopened) / 1000;
if (
  first.done !== trials ||
  rest.done !== 0 ||
  !again.isDone(families(sweep, model).next().value.trials[0].id)
)
  throw new Error(`trials: ${first.done}, asked again: ${rest.done}`);
await again.close();
rmSync(root, { recursive: true });
console.log(JSON.stringify({ heapMb: first.most, peakMb, seconds, resumedMb, resumedSeconds }));
