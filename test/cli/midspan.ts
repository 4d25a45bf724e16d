import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";

/** Tests keep what can be made again where it is swept away. */
const CACHE = join(tmpdir(), "midspan-test-cache");

const BIN = join(packageRoot(), "dist/src/cli/main.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Everything written to stderr so far. */
  stderr(): string;
  readonly ended: Promise<Ended>;
}

/** Starts the built command line, as a user's shell does. */
export function startMidspan(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  if (!existsSync(BIN)) throw new Error(`not built; npm run build makes it: ${BIN}`);
  return startNode([BIN, ...args], cwd, env);
}

/** Starts Node with a script and its arguments. */
export function startNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", LANG: "C.UTF-8", MIDSPAN_CACHE: CACHE, ...env },
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
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, stderr: () => stderr, ended };
}

export function midspan(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startMidspan(args, cwd, env).ended;
}
