import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import { PLAIN_ENV } from "./midspan.ts";

const BIN = join(packageRoot(), "dist/src/cli/main.js");

/** How a process ended. */
export interface Exited {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Everything written to stderr so far. */
  stderr(): string;
  readonly ended: Promise<Exited>;
}

/** Starts the built command line, as a user's shell does: where signals, locks, crashes or start-up are tested. */
export function startMidspan(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  if (!existsSync(BIN)) throw new Error(`not built; npm run build makes it: ${BIN}`);
  return startNode([BIN, ...args], cwd, env);
}

/** Starts Node with a script and its arguments. */
export function startNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...PLAIN_ENV, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Exited>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, stderr: () => stderr, ended };
}

/** A command as a process of its own, to its end. */
export function runMidspan(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Exited> {
  return startMidspan(args, cwd, env).ended;
}
