// A run whose model answers five times and then never again; takes the run folder as its argument.
import { watchInterrupt } from "../../dist/src/cli/interrupt.js";
import {
  createFailureGate,
  createLimiter,
  describeSweep,
  execute,
  families,
  openRunFolder,
  systemClock,
} from "../../dist/src/index.js";
import { STILL_FACTS, stillSweep } from "./still-sweep.mjs";

let asked = 0;
const { model, sweep } = stillSweep({
  concurrency: 2,
  depths: [0, 0.5, 1],
  trials: 10,
  generate: () =>
    ++asked > 5
      ? new Promise(() => undefined)
      : Promise.resolve({ text: "an answer", finish: { reason: "stop" }, warnings: [] }),
});
const folder = await openRunFolder(process.argv[2], describeSweep(sweep, STILL_FACTS));
const interrupt = watchInterrupt(
  (text) => process.stderr.write(`${text}\n`),
  () => undefined,
);
await execute(families(sweep, model), {
  sweep,
  model,
  attempts: 1,
  timeoutMs: 600_000,
  clock: systemClock,
  limiter: createLimiter({ most: 2, clock: systemClock }),
  gate: createFailureGate(1, 30),
  drain: interrupt.drain,
  isDone: folder.isDone,
  onTrial: folder.append,
});
