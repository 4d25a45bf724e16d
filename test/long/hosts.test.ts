import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { packageRoot } from "../../src/root.ts";
import { type Exited, type Running, startNode } from "../cli/start-midspan.ts";
import { noRedis, startRedis } from "../run/redis.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-hosts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const BIN = join(packageRoot(), "dist/src/cli/main.js");
const PRELOAD = `--import ${pathToFileURL(join(import.meta.dirname, "note-hosts.mjs")).href}`;
/** What a user's machine may hold and nobody asked for here. */
const TEMPTING = {
  OPENAI_API_KEY: "sk-tempting",
  ANTHROPIC_API_KEY: "sk-tempting",
  GOOGLE_GENERATIVE_AI_API_KEY: "sk-tempting",
  OLLAMA_HOST: "http://ollama.invalid:11434",
  HTTPS_PROXY: "http://proxy.invalid:3128",
  HTTP_PROXY: "http://proxy.invalid:3128",
  HF_TOKEN: "hf-tempting",
};

interface Asked extends Exited {
  /** host:port of every socket, and names that were looked up. */
  readonly hosts: readonly string[];
}

interface Asking {
  readonly running: Running;
  /** So far. */
  hosts(): readonly string[];
}

/** Starts the built command line; no way leads out of it but to loopback, and each that was tried is noted. */
function startAsking(...args: readonly string[]): Asking {
  const list = join(mkdtempSync(join(root, "asked-")), "hosts.txt");
  const env = { ...TEMPTING, NODE_OPTIONS: PRELOAD, MIDSPAN_HOSTS: list, MIDSPAN_CACHE: join(root, "cache") };
  const text = (): string => (existsSync(list) ? readFileSync(list, "utf8") : "");
  return {
    running: startNode([BIN, ...args], root, env),
    hosts: () => [
      ...new Set(
        text()
          .split("\n")
          .filter((line) => line !== ""),
      ),
    ],
  };
}

async function asking(...args: readonly string[]): Promise<Asked> {
  const { running, hosts } = startAsking(...args);
  return { ...(await running.ended), hosts: hosts() };
}

const RUN =
  "--task needle --lengths 256 --depths 0,0.5,1 --trials 1 --no-baselines --quiet --yes --max-cost 1";
const TINY = "--trials 1 --length 192 --quiet";
const STREAM = "--budget 32 --depths 2 --streams 2 --stream-tokens 256";
const ASKED = "--yes --no-preflight --quiet -m embedded:rope-0";

/** A line of each command that asks nothing of the network, in an order in which each finds what it reads. */
const AT_HOME: readonly string[] = [
  `run --model simulated:u ${RUN} -o run`,
  `run --model embedded:reference ${RUN} -o embedded`,
  `plan --model openai:gpt-4o-mini anthropic:claude-haiku-4-5 ${RUN}`,
  "report run --interactive",
  "compare run embedded",
  "publish run -o published",
  "rag --questions 2 --chunks 3 --orders rank -m embedded:rope-0 --quiet --yes -o rag",
  "sinks map text -m embedded:rope-0 --quiet -o map",
  `sinks evict -m embedded:rope-0 --cache window:32 ${STREAM} ${TINY} -o evict`,
  `sinks compare-architectures -m embedded:rope-0 ${STREAM} ${TINY} -o architectures`,
  `sinks claims -m embedded:rope-0 --budget 32 --texts 2 ${TINY} --trials 2 -o claims`,
  "sinks audit text --tokenizer embedded:reference cl100k_base",
  `sinks opening --prompt Hello. Goodbye. --items 2 --length 256 ${ASKED} -o opening`,
  `sinks instruction --lengths 256 --places above,below --trials 1 ${ASKED} -o instruction`,
  `sinks placeholder --lengths 256 --depths 2 --placeholders nothing,bos --loss-documents 0 --trials 1 ${ASKED} -o placeholder`,
  "check run --min-recall 0",
  "show run FIRST",
  "merge run -o merged",
  "import generic published.csv --columns depth=depth,score=score,length=length --model m -o imported",
  "list models",
  "completion bash",
  "doctor --model embedded:reference --length 256",
];

describe("who is asked over the network", () => {
  writeFileSync(join(root, "published.csv"), "length,depth,score\n1000,0.5,1\n");

  it.each(AT_HOME)("nobody, by %s", async (line) => {
    const args = line.split(" ").map((word) => (word === "FIRST" ? firstTrial() : word));
    const { hosts, code, stderr } = await asking(...args);
    expect(hosts).toEqual([]);
    // It has done its work, and is not still because it refused it; 1 = what a check found.
    expect([0, 1], stderr).toContain(code);
  });

  it("has a line above for every command but worker", () => {
    const missing = commandsOf(createProgram()).filter(
      (command) => !AT_HOME.some((line) => line.startsWith(`${command} `)),
    );
    expect(missing).toEqual(["worker"]);
  });

  it.skipIf(noRedis !== undefined)("the queue that is named, by worker", async () => {
    const redis = await startRedis();
    const { running, hosts } = startAsking("worker", "--queue", redis.url, "--quiet");
    while (hosts().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    running.process.kill("SIGINT");
    await running.ended;
    await redis.stop();
    expect(hosts()).toEqual([redis.url.replace("redis://", "")]);
  });

  it.each([
    ["openai:gpt-4o-mini", "https://api.openai.com", "api.openai.com"],
    ["anthropic:claude-haiku-4-5", undefined, "api.anthropic.com"],
    ["google:gemini-2.5-flash", undefined, "generativelanguage.googleapis.com"],
    ["ollama:llama3.2", undefined, "ollama.invalid"],
    ["openai:gpt-4o-mini", "http://127.0.0.1:18099", "127.0.0.1"],
    ["llamacpp:any", "http://127.0.0.1:18099", "127.0.0.1"],
    ["transformers:owner/of-no-such-model", undefined, "huggingface.co"],
  ])("the server of %s at %s and no other", async (model, baseUrl, host) => {
    const address = baseUrl === undefined ? "" : `--base-url ${baseUrl} `;
    const output = `asked-${model}-${host}`.replaceAll(/\W/g, "-");
    const { hosts, code } = await asking(...`run --model ${model} ${address}${RUN} -o ${output}`.split(" "));
    // There is no way out.
    expect(code).toBe(3);
    expect(hosts.length).toBeGreaterThan(0);
    const its = new RegExp(`^(?:name )?${host.replaceAll(".", "\\.")}(?::\\d+)?$`);
    for (const asked of hosts) expect(asked).toMatch(its);
  });
});

function firstTrial(): string {
  const [line = ""] = readFileSync(join(root, "run/trials.jsonl"), "utf8").split("\n", 1);
  return (JSON.parse(line) as { id: string }).id;
}

/** "run", "sinks map": what can be typed. */
function commandsOf(command: Command, before = ""): readonly string[] {
  return command.commands.flatMap((inner) => {
    const name = `${before}${inner.name()}`;
    return inner.commands.length === 0 ? [name] : commandsOf(inner, `${name} `);
  });
}
