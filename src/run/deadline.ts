import { MidspanError } from "../errors.ts";
import type { Clock } from "./clock.ts";

/**
 * Gives work a signal that aborts after `ms`, or when `outer` does, and does not wait for work that ignores
 * it. Throws `timeout` at the deadline and the outer signal's reason when that aborts. `toldMs` is what the
 * message names where `ms` is the rest of a longer time.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  clock: Clock,
  outer?: AbortSignal,
  toldMs = ms,
): Promise<T> {
  outer?.throwIfAborted();
  const deadline = new AbortController();
  const timer = new AbortController();
  const stop = (): void => deadline.abort(outer?.reason);
  outer?.addEventListener("abort", stop, { once: true });
  const gone = new Promise<never>((_, reject) => {
    deadline.signal.addEventListener("abort", () => reject(deadline.signal.reason), { once: true });
  });
  void clock.sleep(ms, timer.signal).then(() => {
    if (timer.signal.aborted) return;
    const seconds = toldMs / 1000;
    deadline.abort(new MidspanError("timeout", `no answer in time; within ${seconds} s: still waiting`));
  });
  try {
    return await Promise.race([work(deadline.signal), gone]);
  } finally {
    // A reason of our own is cheap; without one an exception is made, stack and all, for every call.
    timer.abort("done");
    outer?.removeEventListener("abort", stop);
  }
}
