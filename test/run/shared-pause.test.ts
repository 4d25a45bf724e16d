import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "../../src/run/clock.ts";
import { createLimiter, type Limiter } from "../../src/run/limiter.ts";
import { connectRedis, pauseKey, queueLibraries } from "../../src/run/queue.ts";
import { sharedPause } from "../../src/run/shared-pause.ts";
import { noRedis, type RedisServer, startRedis } from "./redis.ts";

describe.skipIf(noRedis !== undefined)("workers of one server", () => {
  let server: RedisServer;
  let redis: Awaited<ReturnType<typeof connectRedis>>;
  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(await queueLibraries(), server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** Sleeping ends the pause, as time would. */
  const slept: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      await redis.del(pauseKey("http://a"));
    },
  };
  const worker = (place: string): Limiter =>
    sharedPause(createLimiter({ most: 2, clock }), place, redis, clock);

  it("wait for one another's refusals, and for no other server's", async () => {
    const [first, second, other] = [worker("http://a"), worker("http://a"), worker("http://b")];
    const permit = await first.enter({ order: 0, tokens: 1 });
    permit.leave({ how: "refused", retryAfterMs: 90_000 });
    while ((await redis.exists(pauseKey("http://a"))) === 0);
    (await other.enter({ order: 0, tokens: 1 })).leave({ how: "answered" });
    expect(slept).toEqual([]);
    (await second.enter({ order: 0, tokens: 1 })).leave({ how: "answered" });
    expect(slept).toHaveLength(1);
    expect(slept[0]).toBeGreaterThan(60_000);
    expect(slept[0]).toBeLessThanOrEqual(90_000);
  });
});
