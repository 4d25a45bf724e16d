import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Tests keep what can be made again where it is swept away. */
const CACHE = join(tmpdir(), "midspan-test-cache");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command line that is neither a terminal nor coloured has besides the environment of the tests. */
export const PLAIN_ENV = { NO_COLOR: "1", LANG: "C.UTF-8", MIDSPAN_CACHE: CACHE } as const;

/** A process has one working folder, one environment and one stdout: commands wait for each other. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command line as `main.ts` does, in the process of the test: what a package, a model or a tokenizer takes
 * to load is paid once a file. Where the process itself is tested, `startMidspan` starts one.
 */
export function midspan(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const ended = last.then(() => runHere(args, cwd, env));
  last = ended.catch(() => {});
  return ended;
}

async function runHere(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const before = { argv: process.argv, cwd: process.cwd(), env: { ...process.env }, exit: process.exitCode };
  const outputs = captureOutputs();
  try {
    process.argv = [process.execPath, "midspan", ...args];
    process.chdir(cwd);
    setEnv({ ...before.env, ...PLAIN_ENV, ...env });
    process.exitCode = undefined;
    const { createProgram } = await import("../../src/cli/program.ts");
    try {
      await createProgram().parseAsync(process.argv);
    } catch (error) {
      process.exitCode = (await import("../../src/cli/explain-error.ts")).explainError(error);
    }
    return { code: Number(process.exitCode ?? 0), ...outputs.texts() };
  } finally {
    outputs.release();
    process.argv = before.argv;
    process.chdir(before.cwd);
    setEnv(before.env);
    process.exitCode = before.exit;
  }
}

function setEnv(wanted: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (wanted[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) process.env[name] = value;
}

/** Takes what is written to stdout and stderr, by stream or by descriptor, and makes pipes of both. */
function captureOutputs() {
  const pieces: Record<1 | 2, Buffer[]> = { 1: [], 2: [] };
  const take = (descriptor: 1 | 2, data: string | Uint8Array): number => {
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
    pieces[descriptor].push(bytes);
    return bytes.length;
  };
  const { writeSync } = fs;
  fs.writeSync = ((descriptor: number, data: never, ...rest: never[]) =>
    descriptor === 1 || descriptor === 2
      ? take(descriptor, data)
      : writeSync(descriptor, data, ...rest)) as typeof writeSync;
  syncBuiltinESMExports();
  const streams = [
    captureStream(process.stdout, (data) => take(1, data)),
    captureStream(process.stderr, (data) => take(2, data)),
  ];
  const text = (descriptor: 1 | 2): string => Buffer.concat(pieces[descriptor]).toString("utf8");
  return {
    texts: () => ({ stdout: text(1), stderr: text(2) }),
    release: () => {
      for (const release of streams) release();
      fs.writeSync = writeSync;
      syncBuiltinESMExports();
    },
  };
}

/** As a pipe: no terminal, no width. Returns what puts the stream back. */
function captureStream(stream: NodeJS.WriteStream, take: (data: string | Uint8Array) => void): () => void {
  const names = ["write", "isTTY", "columns", "rows"] as const;
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(stream, name)] as const);
  const set = (name: string, value: unknown): void => {
    Object.defineProperty(stream, name, { value, configurable: true, writable: true });
  };
  set("write", (data: string | Uint8Array, ...rest: unknown[]) => {
    take(data);
    const done = rest.at(-1);
    if (typeof done === "function") done();
    return true;
  });
  for (const name of ["isTTY", "columns", "rows"]) set(name, undefined);
  return () => {
    for (const [name, descriptor] of before)
      if (descriptor === undefined) Reflect.deleteProperty(stream, name);
      else Object.defineProperty(stream, name, descriptor);
  };
}
