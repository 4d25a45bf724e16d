import type { Agent, fetch } from "undici";

export interface Transport {
  readonly agent: Agent;
  readonly fetch: typeof fetch;
}

let loaded: Promise<Transport> | undefined;

/** Until so long after the event loop last turned, what this thread knows of its connections is taken for true. */
const FRESH_MS = 50;

let turnedAt = Number.NEGATIVE_INFINITY;
let turning: Promise<void> | undefined;

/**
 * undici, loaded when something is first asked of a server. No time-out of its own: a prefill on a CPU passes the
 * 300 s after which Node's fetch gives up, and every trial has a deadline.
 */
export async function transport(): Promise<Transport> {
  loaded ??= import("undici").then(({ Agent, fetch }) => ({
    agent: new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 30_000 } }),
    fetch,
  }));
  const ready = await loaded;
  // Building a long prompt keeps this thread busy, and what a server closed meanwhile is still taken for open: two
  // turns of the event loop see to that before a question is lost on it. Without a standstill one is enough, in which
  // a connection that has just answered becomes free.
  const stale = performance.now() - turnedAt > FRESH_MS;
  turning ??= turn();
  await turning;
  if (stale) {
    turning ??= turn();
    await turning;
  }
  return ready;
}

/** One for all who ask before it comes. */
async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  turnedAt = performance.now();
  turning = undefined;
}
