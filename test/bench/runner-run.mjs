// A run as the command makes it, adapter, record and all, of the built code; prints its speed. Takes the server's
// address, trials at once, documents and depths.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rememberSegments } from "../../dist/src/haystack/remember.js";
import {
  createFailureGate,
  createLimiter,
  describeSweep,
  execute,
  families,
  haystacks,
  openModel,
  openRunFolder,
  runNeedles,
  systemClock,
  tasks,
} from "../../dist/src/index.js";
import { STILL_FACTS } from "../cli/still-sweep.mjs";

const [baseUrl] = process.argv.slice(2);
const [concurrency, documents, depths] = process.argv.slice(3).map(Number);
const model = await openModel("openai-compatible:bench", { baseUrl });
const task = tasks.find(({ name }) => name === "needle");
const sweep = {
  models: [model],
  tasks: [{ task, factors: task.factors }],
  lengths: [512],
  depths: Array.from({ length: depths }, (_, i) => i / (depths - 1)),
  trials: documents,
  seed: 1,
  haystack: rememberSegments(haystacks[0], concurrency),
  needles: runNeedles,
  baselines: false,
  generation: { temperature: 0 },
};
const root = mkdtempSync(join(tmpdir(), "midspan-bench-"));
const folder = await openRunFolder(join(root, "run"), describeSweep(sweep, STILL_FACTS));
const used = process.cpuUsage();
const started = performance.now();
const outcome = await execute(families(sweep, model), {
  sweep,
  model,
  concurrency,
  limiter: createLimiter({ most: concurrency, start: 4, clock: systemClock }),
  gate: createFailureGate(0, 1),
  attempts: 1,
  timeoutMs: 60_000,
  clock: systemClock,
  isDone: folder.isDone,
  onTrial: folder.append,
});
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(used);
await folder.close();
const lines = readFileSync(join(root, "run/trials.jsonl"), "utf8").split("\n");
const trials = lines.filter((line) => line.includes('"status":"scored"')).length;
rmSync(root, { recursive: true });
if (outcome.end !== "complete" || trials !== documents * depths)
  throw new Error(`the run is not whole: ${outcome.end}, ${trials} trials scored`);
console.log(JSON.stringify({ perSecond: trials / seconds, cores: (user + system) / 1e6 / seconds }));
process.exit();
