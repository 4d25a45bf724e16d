import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Clock } from "./clock.ts";

export interface RetryOptions {
  /** Calls that may fail, at most, the first included. Refusals for now are not among them. */
  readonly attempts: number;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Ends a wait; its reason is then thrown. */
  readonly halt?: AbortSignal;
  /** Told each error after which the work is done again. */
  onRetry?(error: MidspanError): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_TIMER_MS = 2 ** 30;

/**
 * A server that is busy is not broken: refusals are counted for themselves. Without a Retry-After, so many with
 * the waits between them take about eight minutes.
 */
const REFUSALS = 12;

/**
 * Asks again only where the adapter said that asking again can help. Waits what the server asked for, else
 * doubling from half a second with full jitter between half and the whole of it.
 */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  let failures = 0;
  let refusals = 0;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MidspanError && error.retryable)) throw error;
      const again = error.code === "rate-limited" ? ++refusals < REFUSALS : ++failures < options.attempts;
      if (!again) throw error;
      options.onRetry?.(error);
      const wait = error.retryAfterMs ?? backoff(failures + refusals, options.rng);
      await options.clock.sleep(Math.min(wait, LONGEST_TIMER_MS), options.halt);
      options.halt?.throwIfAborted();
    }
  }
}

function backoff(attempt: number, rng: Rng): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return whole * (0.5 + 0.5 * rng.float());
}
