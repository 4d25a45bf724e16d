import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openModel } from "../../src/models/index.ts";
import type { Trial, TrialStatus } from "../../src/record.ts";
import type { Clock } from "../../src/run/clock.ts";
import { createLimiter } from "../../src/run/limiter.ts";
import { families } from "../../src/run/plan.ts";
import type { Sweep } from "../../src/run/sweep.ts";
import { runTrial, type TrialOptions } from "../../src/run/trial.ts";
import type { Model } from "../../src/types.ts";
import { echoSweep, echoTask } from "../run/stand-ins.ts";
import { type Fault, type FaultServer, startFaultServer } from "./servers/fault-server.ts";
import { type Loopback, startLoopback } from "./servers/loopback.ts";
import { protocols } from "./servers/protocols.ts";

const KEY = "sk-test-9f3a61c07be24d58";
/** Unlike any wait, so that the clock below tells it from them. */
const DEADLINE_MS = 987_654_321;

interface Case {
  readonly what: string;
  readonly faults: readonly Fault[];
  readonly status: TrialStatus;
  readonly code?: string;
  readonly attempts: number;
  /** Waits between attempts, where the server set them. */
  readonly slept?: readonly number[];
}

const fine: Fault = { kind: "fine" };
const HTML = "<!doctype html><title>502 Bad Gateway</title>";
const scored = { status: "scored" } as const;
const failed = { status: "failed" } as const;
const broken = { ...failed, code: "bad-response", attempts: 4 };

/** A trial may fail four times, and be told twelve times to come later. The last fault of a list comes again and again. */
const CASES: readonly Case[] = [
  { what: "no fault", faults: [fine], ...scored, attempts: 1 },
  { what: "429 once", faults: [{ kind: "refuse", refusal: "overloaded" }, fine], ...scored, attempts: 2 },
  {
    what: "429 with Retry-After in seconds",
    faults: [{ kind: "status", status: 429, headers: { "retry-after": "7" } }, fine],
    ...scored,
    attempts: 2,
    slept: [7000],
  },
  {
    what: "429 with retry-after-ms, which is more exact",
    faults: [{ kind: "status", status: 429, headers: { "retry-after-ms": "250", "retry-after": "1" } }, fine],
    ...scored,
    attempts: 2,
    slept: [250],
  },
  {
    what: "429 with Retry-After as a date that is past",
    faults: [
      { kind: "status", status: 429, headers: { "retry-after": "Sat, 01 Jan 2000 00:00:00 GMT" } },
      fine,
    ],
    ...scored,
    attempts: 2,
    slept: [0],
  },
  {
    what: "429 without end",
    faults: [{ kind: "status", status: 429 }],
    ...failed,
    code: "rate-limited",
    attempts: 12,
  },
  {
    what: "a limit per minute in the provider's words",
    faults: [{ kind: "refuse", refusal: "rate-limit" }],
    ...failed,
    code: "rate-limited",
    attempts: 12,
  },
  {
    what: "a wrong key",
    faults: [{ kind: "refuse", refusal: "key" }],
    ...failed,
    code: "model-unavailable",
    attempts: 1,
  },
  {
    what: "an unknown model",
    faults: [{ kind: "refuse", refusal: "unknown-model" }],
    ...failed,
    code: "model-unavailable",
    attempts: 1,
  },
  {
    what: "a prompt that is too long",
    faults: [{ kind: "refuse", refusal: "too-long" }],
    ...failed,
    code: "context-window",
    attempts: 1,
  },
  {
    what: "another status 400",
    faults: [{ kind: "status", status: 400, body: '{"error":{"message":"no such parameter"}}' }],
    ...failed,
    code: "bad-response",
    attempts: 1,
  },
  { what: "500 twice", faults: [status(500), status(500), fine], ...scored, attempts: 3 },
  { what: "500 without end", faults: [status(500)], ...broken },
  { what: "502 with a page of HTML", faults: [{ kind: "status", status: 502, body: HTML }], ...broken },
  {
    what: "a connection that breaks before the status",
    faults: [{ kind: "reset-before" }],
    ...failed,
    code: "network",
    attempts: 4,
  },
  {
    what: "a connection that breaks within the body",
    faults: [{ kind: "reset-midway" }],
    ...failed,
    code: "network",
    attempts: 4,
  },
  {
    what: "a connection that breaks once",
    faults: [{ kind: "reset-midway" }, fine],
    ...scored,
    attempts: 2,
  },
  { what: "half a body that ends well", faults: [{ kind: "half" }], ...broken },
  { what: "a body of nothing", faults: [{ kind: "body", type: "application/json", text: "" }], ...broken },
  {
    what: "JSON of another kind",
    faults: [{ kind: "body", type: "application/json", text: '{"ok":true}' }],
    ...broken,
  },
  {
    what: "a page of HTML with status 200",
    faults: [{ kind: "body", type: "text/html", text: HTML }],
    ...broken,
  },
  { what: "a right answer of a wrong type", faults: [{ kind: "plain-type" }], ...scored, attempts: 1 },
  { what: "an answer of no text", faults: [{ kind: "reply", reply: { text: "" } }], ...broken },
  { what: "an answer of white space", faults: [{ kind: "reply", reply: { text: " \n" } }], ...broken },
  {
    what: "no text before the limit",
    faults: [{ kind: "reply", reply: { text: "", end: "length" } }],
    status: "truncated",
    attempts: 1,
  },
  {
    what: "a refusal",
    faults: [{ kind: "reply", reply: { text: "I cannot help with that.", end: "refusal" } }],
    status: "refused",
    attempts: 1,
  },
  {
    what: "a body of 100 MB",
    faults: [{ kind: "huge" }],
    ...failed,
    code: "bad-response",
    attempts: 1,
  },
  { what: "an error that holds the key", faults: [{ kind: "echo-key", status: 500 }], ...broken },
];

/** Answers that never come to an end: only the deadline ends them. */
const ENDLESS: readonly Fault["kind"][] = ["silence", "silence-midway", "endless", "drip"];

function status(code: number): Fault {
  return { kind: "status", status: code };
}

/** Waits take no time, but the deadline comes only when the test says so. */
function patientClock(): Clock & { readonly slept: readonly number[]; expire(): void } {
  const slept: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  let expire = (): void => undefined;
  return {
    slept,
    now: () => now,
    expire: () => expire(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener("abort", () => resolve(), { once: true });
        if (ms === DEADLINE_MS) expire = resolve;
        else {
          slept.push(ms);
          now += ms;
          resolve();
        }
      }),
  };
}

function optionsOf(sweep: Sweep, model: Model, clock: Clock): TrialOptions {
  const limiter = createLimiter({ most: 1, clock });
  return { sweep, model, clock, limiter, timeoutMs: DEADLINE_MS, attempts: 4 };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(protocols)("$id", (protocol) => {
  let server: FaultServer;
  let stranger: Loopback;
  let model: Model;
  /** Everything thrown by the adapter, as a debugger would show it. */
  const thrown: string[] = [];

  beforeAll(async () => {
    server = await startFaultServer(protocol);
    stranger = await startLoopback((_, response) => response.end("{}"));
    if (protocol.variable !== undefined) vi.stubEnv(protocol.variable, KEY);
    const opened = await openModel(protocol.id, { baseUrl: server.url });
    model = {
      ...opened,
      generate: (sample, options) =>
        opened.generate(sample, options).catch((error: unknown) => {
          thrown.push(inspect(error, { depth: null, showHidden: true }), String((error as Error).stack));
          throw error;
        }),
    };
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await model.close();
    await stranger.close();
    await server.close();
  });
  /** Libraries print what they cannot read. */
  const printed = (["log", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
  afterEach(() => {
    for (const print of printed) expect(print).not.toHaveBeenCalled();
    // Where the key was sent, no error may show it.
    for (const text of thrown.splice(0)) expect(text).not.toContain(KEY);
  });

  async function trialOf(faults: readonly Fault[], clock = patientClock()): Promise<Trial> {
    server.play(...faults);
    const sweep = echoSweep({ models: [model], baselines: false });
    const planned = families(sweep, model).next().value!.trials[0]!;
    const trial = await runTrial(echoTask, planned, optionsOf(sweep, model, clock));
    expect(JSON.stringify(trial)).not.toContain(KEY);
    if (trial.status !== "scored") expect(trial.score).toBeUndefined();
    else expect(trial.score?.recall).toBe(1);
    return trial;
  }

  it.each(CASES.filter(({ status }) => status !== "refused" || protocol.refuses !== false))(
    "$what: $status",
    async ({ faults, status, code, attempts, slept }) => {
      const clock = patientClock();
      const asked = server.asked();
      const trial = await trialOf(faults, clock);
      expect(trial).toMatchObject({ status, attempts });
      expect(trial.error?.code).toBe(code);
      expect(server.asked() - asked).toBe(attempts);
      if (slept !== undefined) expect(clock.slept).toEqual(slept);
    },
  );

  it.each(ENDLESS)("%s: ends at the deadline, and the server sees the client leave", async (kind) => {
    const clock = patientClock();
    const left = server.left();
    const trial = trialOf([{ kind } as Fault], clock);
    await server.hanging();
    clock.expire();
    expect(await trial).toMatchObject({ status: "failed", attempts: 1, error: { code: "timeout" } });
    await until(() => server.left() === left + 1);
  });

  it("leaves no connection behind when twenty deadlines pass at once", async () => {
    const left = server.left();
    const clocks = Array.from({ length: 20 }, patientClock);
    const trials = clocks.map((clock) => trialOf([{ kind: "silence-midway" }], clock));
    const before = server.asked();
    await until(() => server.asked() - before === 20);
    for (const clock of clocks) clock.expire();
    for (const trial of await Promise.all(trials)) expect(trial.error?.code).toBe("timeout");
    await until(() => server.left() === left + 20 && server.connections() === 0);
  });

  it("waits until the date that Retry-After names", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
    try {
      const clock = patientClock();
      const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" };
      const trial = await trialOf([{ kind: "status", status: 429, headers }, fine], clock);
      expect(trial).toMatchObject({ status: "scored", attempts: 2 });
      expect(clock.slept).toEqual([30_000]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves a body of 100 MB long before its end", async () => {
    const left = server.left();
    await trialOf([{ kind: "huge" }]);
    await until(() => server.left() === left + 1);
    expect(server.poured()).toBeLessThan(50e6);
  });

  it.each([301, 302, 307, 308])("%i to another host: not followed, nothing sent there", async (status) => {
    const trial = await trialOf([{ kind: "redirect", status, to: `${stranger.url}/v1` }]);
    expect(trial).toMatchObject({ status: "failed", attempts: 1, error: { code: "bad-response" } });
    expect(stranger.requests).toEqual([]);
  });

  it("stops the model when its quota is spent, asked once", async () => {
    const asked = server.asked();
    await expect(trialOf([{ kind: "refuse", refusal: "quota" }])).rejects.toMatchObject({
      code: "quota-exhausted",
      retryable: false,
    });
    expect(server.asked() - asked).toBe(1);
  });

  it("hides the key where the answer holds it", async () => {
    server.play({ kind: "echo-key", status: 200 });
    const sweep = echoSweep({ models: [model], baselines: false });
    const planned = families(sweep, model).next().value!.trials[0]!;
    const trial = await runTrial(echoTask, planned, optionsOf(sweep, model, patientClock()));
    expect(trial.output).toContain(protocol.variable === undefined ? "content-type" : "[key]");
    expect(JSON.stringify(trial)).not.toContain(KEY);
  });
});
