import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import type { ModelEvent } from "../../src/run/events.ts";
import { createLimiter, type Departure, type Limiter } from "../../src/run/limiter.ts";
import { createTestClock, type TestClock } from "./stand-ins.ts";

/** A server that answers after `latencyMs` and refuses what its buckets do not hold. */
interface Server {
  readonly latencyMs: number;
  /** Requests and tokens a second that flow into its buckets, and what these hold. */
  readonly requests: { readonly perSecond: number; readonly size: number };
  readonly tokens: { readonly perSecond: number; readonly size: number };
  /** Whether an answer says what is left. */
  readonly tells: boolean;
  /** What a refusal asks for; absent = it says nothing. */
  readonly retryAfterMs?: number;
  /** Buckets are filled at once, when so much time has passed, instead of all the time. */
  readonly filledEveryMs?: number;
}

function serve(server: Server, clock: TestClock) {
  let [requests, tokens] = [server.requests.size, server.tokens.size];
  let filled = clock.now();
  const fill = (): void => {
    const passed = clock.now() - filled;
    const time = server.filledEveryMs === undefined ? passed : passed - (passed % server.filledEveryMs);
    filled += time;
    requests = Math.min(server.requests.size, requests + (server.requests.perSecond * time) / 1000);
    tokens = Math.min(server.tokens.size, tokens + (server.tokens.perSecond * time) / 1000);
  };
  const wholeAfter = (left: number, { size, perSecond }: Server["requests"]): number =>
    server.filledEveryMs === undefined
      ? ((size - left) / perSecond) * 1000
      : server.filledEveryMs - (clock.now() - filled);
  const count = { out: 0, most: 0, answered: 0, refused: 0 };
  const ask = async (need: number): Promise<Departure> => {
    count.most = Math.max(count.most, ++count.out);
    fill();
    const refused = requests < 1 || tokens < need;
    if (!refused) {
      requests--;
      tokens -= need;
    }
    const limits = {
      requestsLeft: Math.floor(requests),
      requestsResetMs: wholeAfter(requests, server.requests),
      tokensLeft: Math.floor(tokens),
      tokensResetMs: wholeAfter(tokens, server.tokens),
    };
    await clock.sleep(refused ? 5 : server.latencyMs);
    count.out--;
    count[refused ? "refused" : "answered"]++;
    if (!refused) return { how: "answered", ...(server.tells ? { limits } : {}) };
    const { retryAfterMs } = server;
    return { how: "refused", ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  };
  return { ask, count };
}

interface Load {
  readonly most: number;
  readonly start?: number;
  readonly requests: number;
  readonly tokens: number;
}

/** Sends requests until each is answered, as a runner does: `most` at once that wait half a second when refused. */
async function run(server: Server, load: Load) {
  const clock = createTestClock();
  const events: ModelEvent[] = [];
  const { most, start } = load;
  const limiter = createLimiter({
    most,
    ...(start === undefined ? {} : { start }),
    clock,
    onEvent: (event) => events.push(event),
  });
  const { ask, count } = serve(server, clock);
  const begun = clock.now();
  let next = 0;
  const answeredAt: number[] = [];
  const worker = async (): Promise<void> => {
    for (let order = next++; order < load.requests; order = next++)
      for (;;) {
        const permit = await limiter.enter({ order, tokens: load.tokens });
        const departure = await ask(load.tokens);
        permit.leave(departure);
        if (departure.how === "answered") break;
        await clock.sleep(departure.how === "refused" ? (departure.retryAfterMs ?? 500) : 0);
      }
    answeredAt.push(clock.now());
  };
  await clock.settle(Promise.all(Array.from({ length: most }, worker)));
  return { ...count, seconds: (clock.now() - begun) / 1000, events, limiter };
}

const PLENTY = { perSecond: 1e9, size: 1e9 };

describe("a limiter", () => {
  it("never lets more out than its bound, loses no request, and reaches the bound where nothing is refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 8 }),
        fc.record({
          latencyMs: fc.integer({ min: 1, max: 3000 }),
          requests: fc.record({
            perSecond: fc.double({ min: 0.5, max: 200, noNaN: true }),
            size: fc.integer({ min: 1, max: 50 }),
          }),
          tells: fc.boolean(),
          retryAfterMs: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
          filledEveryMs: fc.option(fc.integer({ min: 500, max: 10_000 }), { nil: undefined }),
        }),
        async (most, start, { retryAfterMs, filledEveryMs, ...rest }) => {
          const server: Server = {
            ...rest,
            // What flows in between two fillings fits.
            requests: filledEveryMs === undefined ? rest.requests : { ...rest.requests, size: 50 },
            tokens: PLENTY,
            ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
            ...(filledEveryMs === undefined ? {} : { filledEveryMs }),
          };
          const seen = await run(server, { most, start, requests: 60, tokens: 10 });
          expect(seen.answered).toBe(60);
          expect(seen.most).toBeLessThanOrEqual(most);
        },
      ),
      { seed: 4, numRuns: 60 },
    );
    const free = await run(
      { latencyMs: 20, requests: PLENTY, tokens: PLENTY, tells: false },
      { most: 16, start: 4, requests: 1600, tokens: 10 },
    );
    expect(free).toMatchObject({ most: 16, refused: 0 });
    // 100 rounds, and two of smaller windows at the start.
    expect(free.seconds).toBeLessThanOrEqual(2.08);
  });

  it.each<[string, Partial<Server>, number, number]>([
    ["that says what is left", { tells: true }, 0.95, 0],
    ["that fills its bucket at once, and says so", { tells: true, filledEveryMs: 6000 }, 0.9, 0],
    ["that says when to come back", { tells: false, retryAfterMs: 1000 }, 0.9, 0.03],
    ["that says nothing", { tells: false }, 0.9, 0.03],
  ])(
    "comes near the rate of a server %s, with few refusals after the first rush",
    async (_, change, share, refusals) => {
      for (const perSecond of [2, 10, 50]) {
        const size = 6 * perSecond;
        const server = {
          latencyMs: 100,
          requests: { perSecond, size },
          tokens: PLENTY,
          tells: true,
          ...change,
        };
        const seen = await run(server, { most: 32, start: 4, requests: 100 * perSecond, tokens: 10 });
        const ideal = (100 * perSecond - size) / perSecond;
        expect(ideal / seen.seconds).toBeGreaterThan(share);
        const rush = refusals === 0 ? 0 : 32;
        expect(seen.refused).toBeLessThanOrEqual(rush + refusals * seen.answered);
      }
    },
  );

  it("keeps a budget of tokens before it is passed", async () => {
    const server: Server = {
      latencyMs: 50,
      requests: PLENTY,
      tokens: { perSecond: 10_000, size: 60_000 },
      tells: true,
    };
    const seen = await run(server, { most: 16, start: 4, requests: 300, tokens: 4000 });
    expect(seen.refused).toBe(0);
    expect((300 * 4000 - 60_000) / 10_000 / seen.seconds).toBeGreaterThan(0.9);
    expect(seen.events.filter(({ event }) => event === "wait").length).toBeGreaterThan(3);
    expect(seen.events).toContainEqual(expect.objectContaining({ event: "wait", reason: "tokens" }));
  });

  it("lets a request out that needs more than there ever is: the server can tell", async () => {
    const server: Server = {
      latencyMs: 5,
      requests: PLENTY,
      tokens: { perSecond: 10, size: 100 },
      tells: true,
    };
    const clock = createTestClock();
    const limiter = createLimiter({ most: 4, clock });
    const first = await limiter.enter({ order: 0, tokens: 90 });
    const { ask } = serve(server, clock);
    first.leave(await clock.settle(ask(90)));
    await clock.settle(limiter.enter({ order: 1, tokens: 500 }));
  });
});

/** Asks for permits and notes who got one. */
function visitor(limiter: Limiter) {
  const inside: number[] = [];
  const permits = new Map<number, { leave(how: Departure): void }>();
  return {
    inside,
    come: (order: number, tokens = 1, signal?: AbortSignal) =>
      limiter.enter({ order, tokens, ...(signal === undefined ? {} : { signal }) }).then((permit) => {
        inside.push(order);
        permits.set(order, permit);
      }),
    leave: async (order: number, how: Departure = { how: "answered" }): Promise<void> => {
      permits.get(order)?.leave(how);
      await new Promise(setImmediate);
    },
  };
}

describe("those who wait", () => {
  it("go out by their order, not by when they came", async () => {
    const { inside, come, leave } = visitor(createLimiter({ most: 1, clock: createTestClock() }));
    await come(5);
    for (const order of [9, 7, 8, 6]) void come(order);
    for (const order of [5, 6, 7, 8]) await leave(order);
    expect(inside).toEqual([5, 6, 7, 8, 9]);
  });

  it("may leave, and the next goes on", async () => {
    const { inside, come, leave } = visitor(createLimiter({ most: 1, clock: createTestClock() }));
    const gone = new AbortController();
    await come(1);
    const second = come(2, 1, gone.signal);
    void come(3);
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    await expect(come(4, 1, gone.signal)).rejects.toThrow("gone");
    await leave(1);
    expect(inside).toEqual([1, 3]);
  });

  it("leave no timer behind when the last of them goes: it would keep the process alive", async () => {
    const clock = createTestClock();
    const timers: AbortSignal[] = [];
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (signal !== undefined) timers.push(signal);
      return clock.sleep(ms, signal);
    };
    const { come, leave } = visitor(createLimiter({ most: 1, clock: { ...clock, sleep } }));
    const gone = new AbortController();
    await come(1);
    await leave(1, { how: "refused", retryAfterMs: 300_000 });
    const second = come(2, 1, gone.signal);
    expect(timers.map(({ aborted }) => aborted)).toEqual([false]);
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    expect(timers.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("wait all together when the server names a time to come back", async () => {
    const clock = createTestClock();
    const { inside, come, leave } = visitor(createLimiter({ most: 4, clock }));
    const begun = clock.now();
    for (const order of [1, 2, 3, 4]) await come(order);
    const fifth = come(5);
    await leave(1, { how: "refused", retryAfterMs: 30_000 });
    await leave(2);
    expect(inside).toEqual([1, 2, 3, 4]);
    await leave(3);
    await clock.settle(fifth);
    expect(clock.now() - begun).toBe(30_000);
  });
});

describe("the window", () => {
  it("is halved once for all that were out, and comes back slowly", async () => {
    const events: ModelEvent[] = [];
    const limiter = createLimiter({
      most: 8,
      clock: createTestClock(),
      onEvent: (event) => events.push(event),
    });
    const { come, leave } = visitor(limiter);
    for (let order = 0; order < 8; order++) await come(order);
    for (let order = 0; order < 8; order++) await leave(order, { how: "refused" });
    expect(limiter.concurrency()).toBe(4);
    expect(events.filter(({ event }) => event === "concurrency")).toEqual([
      { event: "concurrency", from: 8, to: 4 },
    ]);
    let answers = 0;
    for (; limiter.concurrency() < 8; answers++) {
      await come(100 + answers);
      await leave(100 + answers);
    }
    expect(answers).toBeGreaterThan(24);
    expect(answers).toBeLessThan(300);
    expect(events.at(-1)).toMatchObject({ event: "concurrency", to: 8 });
  });

  it("does not shrink for ever where a server refuses one in thirty, whatever the rate", async () => {
    const clock = createTestClock();
    const limiter = createLimiter({ most: 16, start: 4, clock });
    const rng = createRng("test/refuses-at-random");
    const begun = clock.now();
    const ask = async (order: number): Promise<void> => {
      const permit = await limiter.enter({ order, tokens: 1 });
      await clock.sleep(100);
      const refused = rng.float() < 1 / 30;
      permit.leave(refused ? { how: "refused" } : { how: "answered" });
      if (refused) await ask(order);
    };
    await clock.settle(Promise.all(Array.from({ length: 1000 }, (_, order) => ask(order))));
    // At one request in 1,024 round trips most of them would take 100 s each.
    expect((clock.now() - begun) / 1000).toBeLessThan(100 * 30);
  });

  it("is not touched by failures that have nothing to do with the rate", async () => {
    const limiter = createLimiter({ most: 4, clock: createTestClock() });
    const { come, leave } = visitor(limiter);
    await come(1);
    await leave(1, { how: "failed" });
    expect(limiter.concurrency()).toBe(4);
  });
});
