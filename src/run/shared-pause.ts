import type { Redis } from "ioredis";
import type { Clock } from "./clock.ts";
import type { Limiter } from "./limiter.ts";
import { pauseKey } from "./queue.ts";

/** Without a Retry-After: what a refusal costs all workers. Each then slows down by itself. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * A limiter that also waits when another worker was refused by the same server, and tells the others when this one
 * was: a limit is a key's, not a worker's.
 */
export function sharedPause(own: Limiter, place: string, redis: Redis, clock: Clock): Limiter {
  const key = pauseKey(place);
  return {
    concurrency: own.concurrency,
    enter: async (entry) => {
      for (let wait = await redis.pttl(key); wait > 0; wait = await redis.pttl(key)) {
        await clock.sleep(wait, entry.signal);
        entry.signal?.throwIfAborted();
      }
      const permit = await own.enter(entry);
      return {
        leave: (departure) => {
          if (departure.how === "refused") {
            const ms = Math.min(LONGEST_PAUSE_MS, Math.max(1, Math.ceil(departure.retryAfterMs ?? PAUSE_MS)));
            void redis.set(key, "1", "PX", ms).catch(() => undefined);
          }
          permit.leave(departure);
        },
      };
    },
  };
}
