/**
 * npm run fuzz -- [--minutes N] [--seed S] [--only NAME]: damaged files for every reader, as long as it is told. The
 * same seed tries the same files. A reader that crashes, hangs or takes too much memory is named with the input's
 * number; its file is kept.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { type FuzzedParser, parsers } from "./parsers.ts";
import { bytesOf, damagedInput } from "./tried.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const SECONDS_A_TRY = 60;
const HEAP_MB = 512;
const KEPT = join(tmpdir(), "midspan-fuzz-faults");

const chosen = parsers.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(`no such reader; one of ${parsers.map(({ name }) => name).join(", ")}`);
const msEach = (Number(values.minutes) * 60_000) / chosen.length;
let faults = 0;
for (const parser of chosen) faults += await fuzz(parser, Number(values.seed));
console.log(faults === 0 ? "no fault" : `${faults} faults; files in ${KEPT}`);
process.exitCode = faults === 0 ? 0 : 1;

/** Tries one reader in a process of its own, which is started again behind each fault. */
async function fuzz(parser: FuzzedParser, seed: number): Promise<number> {
  const until = performance.now() + msEach;
  const codes = new Map<string, number>();
  let [next, faults] = [0, 0];
  while (performance.now() < until && faults < 5) {
    const { at, fault } = await session(parser, seed, next, until, codes);
    next = at + 1;
    if (fault === undefined) continue;
    faults++;
    keep(parser, seed, at, fault);
  }
  const counts = [...codes].map(([code, n]) => `${code} ${n}`).join(", ");
  console.log(`${parser.name}: ${next} tried, ${counts}${faults === 0 ? "" : `, ${faults} FAULTS`}`);
  return faults;
}

interface Session {
  /** Number of the last input. */
  readonly at: number;
  readonly fault?: string;
}

type Told = { readonly begun: number } | { readonly code: string } | { readonly fault: string };

function session(
  { name }: FuzzedParser,
  seed: number,
  from: number,
  until: number,
  codes: Map<string, number>,
): Promise<Session> {
  const child: ChildProcess = fork(
    join(import.meta.dirname, "child.ts"),
    [name, String(seed), String(from), String(Math.max(0, until - performance.now()))],
    {
      execArgv: [`--max-old-space-size=${HEAP_MB}`, "--import", "tsx"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    },
  );
  return new Promise((resolve) => {
    let [at, fault]: [number, string | undefined] = [from, undefined];
    let watch: NodeJS.Timeout | undefined;
    child.on("message", (told: Told) => {
      if ("begun" in told) {
        at = told.begun;
        clearTimeout(watch);
        watch = setTimeout(() => {
          fault = `no end after ${SECONDS_A_TRY} s`;
          child.kill("SIGKILL");
        }, SECONDS_A_TRY * 1000);
      } else if ("code" in told) codes.set(told.code, (codes.get(told.code) ?? 0) + 1);
      else fault = told.fault;
    });
    child.on("close", (code, signal) => {
      clearTimeout(watch);
      if (fault === undefined && code !== 0) fault = `the process ended: ${signal ?? code}`;
      resolve({ at, ...(fault === undefined ? {} : { fault }) });
    });
  });
}

function keep(parser: FuzzedParser, seed: number, at: number, fault: string): void {
  const [input] = fc.sample(damagedInput(parser), { seed: seed + at, numRuns: 1 });
  if (input === undefined) return;
  mkdirSync(KEPT, { recursive: true });
  const sample = parser.samples[input.sample]?.[0];
  const path = join(KEPT, `${parser.name}-${seed}-${at}-${sample?.name ?? ""}`.replaceAll(/[^\w.-]+/g, "-"));
  writeFileSync(path, bytesOf(parser, input));
  console.log(`FAULT ${parser.name}, seed ${seed}, input ${at}, kept as ${path}\n${fault}`);
}
