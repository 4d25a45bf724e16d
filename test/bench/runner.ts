import { fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { packageRoot } from "../../src/root.ts";
import { needle } from "../../src/tasks/needle.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Haystack } from "../../src/types.ts";
import type { BenchRow } from "./main.ts";

const LATENCY_MS = 20;
const DOCUMENTS = 2000;
const DEPTHS = 10;
/** promptfoo would take minutes for as many; its rate does not rise with the number. */
const PROMPTFOO_PROMPTS = 2000;

/** A run as the command makes it, record and all, against a server that takes 20 ms an answer. */
export async function runnerRows(): Promise<readonly BenchRow[]> {
  const server = fork(join(packageRoot(), "test/bench/latency-server.mjs"), [String(LATENCY_MS)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  try {
    const port = await new Promise<number>((resolve) => {
      server.stdout?.once("data", (data) => resolve(Number(data)));
    });
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const rows: BenchRow[] = [];
    await trialsPerSecond(baseUrl, 16, 100);
    let fastest = 0;
    for (const concurrency of [16, 64]) {
      const ideal = (1000 / LATENCY_MS) * concurrency;
      const { perSecond, cores } = await trialsPerSecond(baseUrl, concurrency, DOCUMENTS);
      fastest = perSecond;
      rows.push({
        what: `${(DOCUMENTS * DEPTHS).toLocaleString("en")} trials, ${LATENCY_MS} ms an answer, ${concurrency} at once`,
        figure: `${Math.round(perSecond).toLocaleString("en")} trials/s, ${cores.toFixed(2)} cores`,
        against: `${(perSecond / ideal).toFixed(3)} of the ideal ${ideal.toLocaleString("en")}/s`,
      });
    }
    rows.push(await promptfooRow(baseUrl, fastest));
    return rows;
  } finally {
    server.kill();
  }
}

/** One run in a process of its own, of the built code as a user has it. */
async function trialsPerSecond(baseUrl: string, concurrency: number, documents: number): Promise<Speed> {
  const script = join(packageRoot(), "test/bench/runner-run.mjs");
  const args = [script, baseUrl, concurrency, documents, DEPTHS].map(String);
  return JSON.parse(await outputOf(args)) as Speed;
}

interface Speed {
  readonly perSecond: number;
  /** Processor time over wall time, of the process that asks. */
  readonly cores: number;
}

function outputOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}

/** The same prompts and server through promptfoo, where MIDSPAN_PROMPTFOO names its entry (.../dist/src/main.js). */
async function promptfooRow(baseUrl: string, ours: number): Promise<BenchRow> {
  const what = "the same through promptfoo, 64 at once";
  const entry = process.env.MIDSPAN_PROMPTFOO;
  if (entry === undefined) return { what, figure: "left out", against: "MIDSPAN_PROMPTFOO is not set" };
  const root = mkdtempSync(join(tmpdir(), "midspan-bench-"));
  const haystack = rememberSegments(haystacks[0] as Haystack);
  const kit = { haystack, tokenizer: createWordTokenizer(), prefill: false, needles: runNeedles };
  const tests = Array.from({ length: PROMPTFOO_PROMPTS }, (_, i) => {
    const [seed, depth] = [1_000_000 + Math.floor(i / DEPTHS), (i % DEPTHS) / (DEPTHS - 1)];
    const cell = { task: needle.name, contextLength: 512, depth, seed, factors: needle.factors };
    const { messages, needles } = needle.build(cell, kit);
    const value = needles[0]?.answers[0];
    return { vars: { prompt: messages[0]?.content }, assert: [{ type: "icontains", value }] };
  });
  const config = {
    prompts: ["{{prompt}}"],
    providers: [{ id: "openai:chat:bench", config: { apiBaseUrl: baseUrl, apiKey: "none", temperature: 0 } }],
    tests,
  };
  const file = join(root, "promptfooconfig.json");
  writeFileSync(file, JSON.stringify(config));
  const args = [
    "eval",
    "-c",
    file,
    "-j",
    "64",
    "--no-cache",
    "--no-progress-bar",
    "--no-table",
    "-o",
    join(root, "out.json"),
  ];
  const started = performance.now();
  await outputOf([entry, ...args], {
    PROMPTFOO_CONFIG_DIR: root,
    PROMPTFOO_DISABLE_TELEMETRY: "1",
    PROMPTFOO_DISABLE_UPDATE: "1",
    PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
  });
  const seconds = (performance.now() - started) / 1000;
  const { results } = JSON.parse(readFileSync(join(root, "out.json"), "utf8"));
  const { successes, failures, errors } = results.stats;
  rmSync(root, { recursive: true });
  const perSecond = (successes + failures) / seconds;
  return {
    what: `${what}, ${PROMPTFOO_PROMPTS.toLocaleString("en")} prompts, ${errors} errors`,
    figure: `${Math.round(perSecond)} prompts/s with its start`,
    against: `${(ours / perSecond).toFixed(1)} x as many trials/s here (target: 20 x)`,
  };
}
