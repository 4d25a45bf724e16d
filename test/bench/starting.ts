import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import type { BenchRow } from "./main.ts";

const BIN = join(packageRoot(), "dist/src/cli/main.js");
const STARTS = 21;
const LIMIT_MS = 150;

/** The built command line from start to end, beside Node.js with an empty program; turn by turn. */
export async function startingRows(): Promise<BenchRow[]> {
  const lines = { floor: ["-e", "0"], version: [BIN, "--version"], help: [BIN, "--help"] };
  const taken = { floor: [] as number[], version: [] as number[], help: [] as number[] };
  for (let i = 0; i < STARTS; i++)
    for (const name of ["floor", "version", "help"] as const) taken[name].push(msOf(lines[name]));
  const floor = median(taken.floor);
  return (["version", "help"] as const).map((name) => {
    const ms = median(taken[name]);
    return {
      what: `start-up: midspan --${name}`,
      figure: `${ms.toFixed(0)} ms, ${(ms - floor).toFixed(0)} more than an empty program`,
      against: `${(ms / LIMIT_MS).toFixed(2)} of the ${LIMIT_MS} ms it may take`,
    };
  });
}

function msOf(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0)
    throw new Error(`midspan ${args.at(-1)} ended with exit code ${status}; npm run build first`);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
