import { setImmediate } from "node:timers/promises";
import type { Agent, fetch, request } from "undici";

export interface Transport {
  readonly agent: Agent;
  readonly fetch: typeof fetch;
  readonly request: typeof request;
}

let loaded: Promise<Transport> | undefined;

/**
 * undici, loaded when something is first asked of a server. No time-out of its own: a prefill on a CPU passes the
 * 300 s after which Node's fetch gives up, and every trial has a deadline.
 */
export async function transport(): Promise<Transport> {
  loaded ??= import("undici").then(({ Agent, fetch, request }) => ({
    agent: new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 30_000 } }),
    fetch,
    request,
  }));
  const ready = await loaded;
  // Building a long prompt keeps this thread busy, and what a server closed meanwhile is still taken for open: two
  // turns of the event loop see to that before a question is lost on it.
  await setImmediate();
  await setImmediate();
  return ready;
}
