import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import type { Forgetting } from "./answer-from.ts";
import type { Listening } from "./listen.ts";
import type { Body } from "./read-json.ts";

export interface LlamacppBehaviour {
  /** Tokens of a slot. */
  readonly window?: number;
  readonly slots?: number;
  /** The template writes the BOS itself, or leaves it to the server. */
  readonly templateBos?: boolean;
  /** The template opens a thought. */
  readonly thinks?: boolean;
  /** Above the window: refused (newer), or the middle is dropped and `truncated` set (older, context shift). */
  readonly above?: "refuse" | "shift";
  /** What the window is in truth, where /props says more. */
  readonly trueWindow?: number;
  /** Answers 503 this many times, as while it loads. */
  readonly loading?: number;
  /** Never answers /completion, or answers without timings, or by flags as older servers do. */
  readonly completion?: "silent" | "bare" | "older";
  /** Milliseconds a call of /tokenize takes. */
  readonly tokenizeMs?: number;
  readonly forgets?: Forgetting;
  /** Default: one that the system chooses. */
  readonly port?: number;
  /** Name of the file, without its ending. */
  readonly file?: string;
}

export interface LlamacppTestServer extends Listening {
  /** Bodies of /completion. */
  completions(): Promise<readonly Body[]>;
  /** How often /tokenize was asked. */
  tokenised(): Promise<number>;
}

let bundled: URL | undefined;

/** The server's thread as one module, made once: reading TypeScript anew takes a thread longer than most tests do. */
function threadModule(): URL {
  const entryPoints = [join(import.meta.dirname, "llamacpp-thread.ts")];
  const bundle = (): string =>
    buildSync({ entryPoints, bundle: true, platform: "node", format: "esm", write: false }).outputFiles[0]
      ?.text ?? "";
  bundled ??= new URL(`data:text/javascript,${encodeURIComponent(bundle())}`);
  return bundled;
}

/**
 * Speaks llama.cpp's own protocol. In a thread of its own, because who counts tokens stands still until the server
 * has answered.
 */
export async function llamacppServer(behaviour: LlamacppBehaviour = {}): Promise<LlamacppTestServer> {
  const thread = new Worker(threadModule(), { workerData: behaviour, execArgv: [] });
  const url = await new Promise<string>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
  const log = async (): Promise<{ readonly completions: readonly Body[]; readonly tokenised: number }> =>
    (await fetch(`${url}/log`)).json() as never;
  return {
    url,
    completions: async () => (await log()).completions,
    tokenised: async () => (await log()).tokenised,
    close: async () => void (await thread.terminate()),
  };
}
