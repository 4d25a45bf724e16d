import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Clock } from "./clock.ts";

export interface RetryOptions {
  /** Calls at most, the first included. */
  readonly attempts: number;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Told the number of each attempt as it begins, 1 first. */
  onAttempt(attempt: number): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/**
 * Asks again only where the adapter said that asking again can help. Waits what the server asked for, else
 * doubling from half a second with full jitter between half and the whole of it.
 */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    options.onAttempt(attempt);
    try {
      return await work();
    } catch (error) {
      const retryable = error instanceof MidspanError && error.retryable;
      if (!retryable || attempt >= options.attempts || options.signal.aborted) throw error;
      await options.clock.sleep(error.retryAfterMs ?? backoff(attempt, options.rng), options.signal);
      options.signal.throwIfAborted();
    }
  }
}

function backoff(attempt: number, rng: Rng): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return whole * (0.5 + 0.5 * rng.float());
}
