// A run whose model answers five times and then never again; takes the run folder as its argument.
import { watchInterrupt } from "../../dist/src/cli/interrupt.js";
import {
  createFailureGate,
  createLimiter,
  createWordTokenizer,
  describeSweep,
  execute,
  families,
  openRunFolder,
  systemClock,
} from "../../dist/src/index.js";

let asked = 0;
const model = {
  id: "hanging:model",
  adapterVersion: 1,
  simulated: true,
  tokenizer: createWordTokenizer(),
  prefill: false,
  concurrency: 2,
  details: {},
  generate: () =>
    ++asked > 5
      ? new Promise(() => undefined)
      : Promise.resolve({ text: "an answer", finish: { reason: "stop" }, warnings: [] }),
  close: async () => undefined,
};
const task = {
  name: "still",
  version: 1,
  factors: {},
  build: (cell) => ({
    cell,
    messages: [{ role: "user", content: "?" }],
    needles: [],
    gold: [],
    decoys: [],
    promptTokens: 1,
    contextTokens: 1,
    answerBudget: 1,
  }),
  score: () => ({ recall: 0, found: [false] }),
};
const sweep = {
  models: [model],
  tasks: [{ task, factors: {} }],
  lengths: [64],
  depths: [0, 0.5, 1],
  trials: 10,
  seed: 1,
  haystack: { name: "none", version: "1", segments: () => [] },
  needles: { name: "none", version: "1" },
  baselines: false,
  generation: { temperature: 0 },
};
const facts = { midspan: "0", command: "", haystack: "none", needles: "none", versions: {}, startedAt: "" };
const folder = await openRunFolder(process.argv[2], describeSweep(sweep, facts));
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
