/**
 * npm run soak: 100,000 trials against a server that refuses, breaks off, lies about types, cuts and declines. What
 * each prompt gets in the end is drawn from the prompt itself, so that it is known of every trial how it must stand
 * in the record: nothing lost, nothing twice, nothing judged otherwise than it was answered.
 *   npm run soak -- 10000     fewer trials
 */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";
import { startNode } from "../cli/start-midspan.ts";
import { answerFrom } from "../models/servers/answer-from.ts";
import { type Fault, startFaultServer } from "../models/servers/fault-server.ts";
import { openaiChat } from "../models/servers/openai-chat.ts";
import { ENDS, type End, endOf, passing } from "./weather.ts";

const wanted = Number(process.argv[2] ?? 100_000);
/** Few enough that no two of them put a fact before the same sentence of so short a document. */
const DEPTHS = 5;
const documents = Math.ceil(wanted / DEPTHS);
const trials = documents * DEPTHS;

/** How often each prompt was answered for good, by the draw of its end. */
const served = new Map<End, number>(ENDS.map((end) => [end, 0]));
let repeated = 0;
const settled = new Set<string>();
let stumbles = 0;

// Without the headers of a budget, which would hold the run to 59 requests a second.
const server = await startFaultServer(
  { ...openaiChat, headers: {} },
  {
    answer: (prompt) => answerFrom(prompt),
    choose: (prompt, n): Fault => {
      const rng = createRng(`soak/${prompt}`);
      const fault = passing(rng, n);
      if (fault !== undefined) {
        stumbles++;
        return fault;
      }
      const id = rng.int(2 ** 32).toString(36) + rng.int(2 ** 32).toString(36);
      const { end, fault: last } = endOf(rng, id);
      if (end !== "failed") {
        if (settled.has(id)) repeated++;
        settled.add(id);
        served.set(end, (served.get(end) ?? 0) + 1);
      }
      return last;
    },
    forgets: true,
  },
);

const root = await mkdtemp(join(tmpdir(), "midspan-soak-"));
const started = performance.now();
try {
  const args = [
    "run",
    ...["--model", "openai-compatible:tiny", "--base-url", server.url, "--tokenizer", "o200k_base"],
    ...["--task", "needle", "--lengths", "256", "--depths", String(DEPTHS), "--trials", String(documents)],
    ...["--no-baselines", "--no-preflight", "--no-report", "--yes", "--quiet"],
    ...["--concurrency", "32", "--max-failed", "0.5", "-o", "run"],
  ];
  const peakFile = join(root, "peak");
  const preload = ["--import", pathToFileURL(join(packageRoot(), "test/bench/peak.mjs")).href];
  const main = join(packageRoot(), "dist/src/cli/main.js");
  const env = { OPENAI_COMPATIBLE_API_KEY: "sk-soak", MIDSPAN_PEAK_FILE: peakFile };
  const { code, stderr } = await startNode([...preload, main, ...args], root, env).ended;
  const seconds = (performance.now() - started) / 1000;
  assert.equal(code, 0, stderr.slice(-2000));

  const found = await readRecord(join(root, "run/trials.jsonl"));
  assert.equal(found.ids.size, trials, "no trial is lost");
  assert.equal(found.lines, trials, "no trial stands twice");
  assert.deepEqual(found.misjudged, [], "each trial is judged as it was answered");
  assert.equal(repeated, 0, "nothing is asked again after its answer");
  for (const end of ENDS)
    if (end !== "failed") assert.equal(found.ends.get(end) ?? 0, served.get(end), `all that ended as ${end}`);

  const peak = Number(await readFile(peakFile, "utf8")) / 1024;
  const words = ENDS.map((end) => `${(found.ends.get(end) ?? 0).toLocaleString("en")} ${end}`).join(", ");
  console.log(
    `soak: ${trials.toLocaleString("en")} trials in ${seconds.toFixed(0)} s (${(trials / seconds).toFixed(0)}/s), ` +
      `${stumbles.toLocaleString("en")} faults on the way, peak ${peak.toFixed(0)} MB: ${words}; 0 lost, 0 doubled, 0 misjudged`,
  );
} finally {
  await server.close();
  await rm(root, { recursive: true });
}

async function readRecord(file: string) {
  const ids = new Set<string>();
  const ends = new Map<End, number>();
  const marks = new Set<string>();
  const misjudged: string[] = [];
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const trial = JSON.parse(line) as Trial;
    lines++;
    ids.add(trial.id);
    const end = endFound(trial);
    if (end !== undefined) ends.set(end, (ends.get(end) ?? 0) + 1);
    // A mark is one prompt's own: an answer that landed at another trial would show it twice or not at all.
    const mark = /\w+-of-(\w+)/.exec(trial.output ?? "")?.[0];
    const twice = mark !== undefined && marks.has(mark);
    if (mark !== undefined) marks.add(mark);
    if (end === undefined || twice) misjudged.push(`${trial.id}: ${trial.status}, ${trial.output}`);
  }
  return { ids, ends, misjudged, lines };
}

/** What the record says of a trial; undefined where status, answer and score do not belong together. */
function endFound({ status, output = "", score }: Trial): End | undefined {
  const [, told] = /^(wrong|truncated|refused)-of-/.exec(output) ?? [];
  if (status === "failed") return told === undefined ? "failed" : undefined;
  if (status === "scored" && told === undefined) return score?.recall === 1 ? "right" : undefined;
  if (status === "scored") return told === "wrong" && score?.recall === 0 ? "wrong" : undefined;
  return told !== undefined && status === told ? (told as End) : undefined;
}
