import type { RateLimits } from "../types.ts";
import { createAllowance } from "./allowance.ts";
import type { Clock } from "./clock.ts";
import type { ModelEvent, WaitReason } from "./events.ts";

/** Lets requests to one model out: as many at once, and as soon, as its server takes them. */
export interface Limiter {
  /**
   * Resolves when the request may go out. Of those that wait, the lowest `order` goes first, whatever it needs:
   * none is overtaken for ever. Throws the signal's reason when that aborts.
   */
  enter(request: Entry): Promise<Permit>;
  /** Requests at once, now. */
  concurrency(): number;
}

interface Entry {
  readonly order: number;
  /** Prompt and answer together. */
  readonly tokens: number;
  readonly signal?: AbortSignal;
}

/** One request that is out. */
interface Permit {
  /** Takes it back; once. */
  leave(how: Departure): void;
}

export type Departure =
  | { readonly how: "answered"; readonly limits?: RateLimits }
  /** Not now, said the server (status 429 or a Retry-After). */
  | { readonly how: "refused"; readonly retryAfterMs?: number }
  | { readonly how: "failed" };

/** Bounds of the requests to one model. */
export interface LimiterOptions {
  /** Requests at once, at most. */
  readonly most: number;
  /** Requests at once to begin with; doubles with every round of answers until the first refusal. */
  readonly start?: number;
  readonly clock: Clock;
  onEvent?(event: ModelEvent): void;
}

interface Waiter extends Entry {
  admit(permit: Permit): void;
}

/** Answers after which a window that was halved is whole again, where that takes longer than TCP's one a round. */
const RECOVERY = 150;
/**
 * What an answer adds at least. A server may refuse for reasons of its own, and where it does so more than once in
 * RECOVERY answers a window that recovers in proportion would shrink for ever.
 */
const LEAST_STEP = 1 / 512;
/** One request in so many round trips, at the slowest. */
const SLOWEST = 1 / 1024;
/** Timers take 31 bits; who must wait longer is woken and waits again. */
const LONGEST_TIMER_MS = 2 ** 30;

/**
 * A window of requests as TCP has one (Jacobson 1988; Chiu and Jain 1989): additive increase, halved when the
 * server refuses, once for all requests that were out by then. Below one it is a pace: a quarter means one request
 * every four round trips. Retry-After stops the whole model; reported budgets are kept before they are passed.
 *
 * @example
 * ```ts
 * const limiter = createLimiter({ most: 8, clock: systemClock });
 * ```
 */
export function createLimiter({ most, start = most, clock, onEvent }: LimiterOptions): Limiter {
  const tell = onEvent ?? (() => undefined);
  const requests = createAllowance();
  const tokens = createAllowance();
  const waiting: Waiter[] = [];
  /** Tokens of what is out, by number. */
  const out = new Map<number, number>();
  let window = Math.min(start, most);
  let starting = window < most;
  let step = 0;
  let entered = 0;
  /** Requests up to this number were out when the window was last halved. */
  let halvedAt = -1;
  let reportedAt = -1;
  let pausedUntil = 0;
  let lastEntry = Number.NEGATIVE_INFINITY;
  let roundTrip = 0;
  let alarm: { readonly at: number; readonly off: AbortController } | undefined;
  let toldUntil = 0;

  const slots = (): number => Math.max(1, Math.floor(window));

  const readyAt = ({ tokens: need }: Waiter, now: number): readonly [number, WaitReason | undefined] => {
    const times: readonly (readonly [number, WaitReason | undefined])[] = [
      [window < 1 ? lastEntry + roundTrip / window : 0, undefined],
      [pausedUntil, "retry-after"],
      [requests.readyAt(1, now), "requests"],
      [tokens.readyAt(need, now), "tokens"],
    ];
    return times.reduce((latest, other) => (other[0] > latest[0] ? other : latest));
  };

  const serve = (): void => {
    for (let first = waiting[0]; first !== undefined && out.size < slots(); first = waiting[0]) {
      const now = clock.now();
      const [at, reason] = readyAt(first, now);
      // The next answer says more; with none to come the server itself is asked.
      if (at === Number.POSITIVE_INFINITY && out.size > 0) return;
      if (at > now && at < Number.POSITIVE_INFINITY) {
        wakeAt(at, now, reason);
        return;
      }
      waiting.shift();
      first.admit(permit(first, now));
    }
    // A timer that nobody waits for would keep the process from its end, for minutes after a budget was used up.
    if (waiting.length === 0) quiet();
  };

  const quiet = (): void => {
    alarm?.off.abort();
    alarm = undefined;
  };

  const wakeAt = (at: number, now: number, reason: WaitReason | undefined): void => {
    if (reason !== undefined && at > toldUntil) {
      toldUntil = at;
      tell({ event: "wait", reason, ms: Math.round(at - now) });
    }
    if (alarm?.at === at) return;
    quiet();
    const off = new AbortController();
    alarm = { at, off };
    void clock.sleep(Math.min(at - now, LONGEST_TIMER_MS), off.signal).then(() => {
      if (off.signal.aborted) return;
      alarm = undefined;
      serve();
    });
  };

  const permit = (entry: Entry, now: number): Permit => {
    const number = entered++;
    out.set(number, entry.tokens);
    lastEntry = now;
    requests.spend(1);
    tokens.spend(entry.tokens);
    return {
      leave: (departure) => {
        if (!out.delete(number)) return;
        if (departure.how === "answered") {
          const took = clock.now() - now;
          roundTrip = roundTrip === 0 ? took : roundTrip + (took - roundTrip) / 8;
          grow();
          if (departure.limits !== undefined) note(number, departure.limits);
        } else if (departure.how === "refused") shrink(number, departure.retryAfterMs);
        serve();
      },
    };
  };

  const grow = (): void => {
    if (window >= most) return;
    const before = slots();
    window = Math.min(most, window + (starting ? 1 : Math.min(step, 1 / window)));
    if (window === most) tell({ event: "concurrency", from: before, to: most });
  };

  const shrink = (number: number, retryAfterMs: number | undefined): void => {
    tell({ event: "refused", ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    if (retryAfterMs !== undefined) pausedUntil = Math.max(pausedUntil, clock.now() + retryAfterMs);
    if (number <= halvedAt) return;
    halvedAt = entered - 1;
    starting = false;
    const before = window;
    window = Math.max(SLOWEST, window / 2);
    step = Math.max(window / RECOVERY, LEAST_STEP);
    tell({ event: "concurrency", from: rounded(before), to: rounded(window) });
  };

  /** Servers count in the order of arrival: what came in after the one that reports is not in its report. */
  const note = (number: number, limits: RateLimits): void => {
    if (number < reportedAt) return;
    reportedAt = number;
    const since = [...out].filter(([other]) => other > number);
    const now = clock.now();
    const resetAt = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : now + ms);
    if (limits.requestsLeft !== undefined)
      requests.report(limits.requestsLeft - since.length, resetAt(limits.requestsResetMs));
    if (limits.tokensLeft !== undefined) {
      const spent = since.reduce((sum, [, need]) => sum + need, 0);
      tokens.report(limits.tokensLeft - spent, resetAt(limits.tokensResetMs));
    }
  };

  return {
    concurrency: slots,
    enter: ({ signal, ...entry }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const waiter: Waiter = {
          ...entry,
          admit: (granted) => {
            signal?.removeEventListener("abort", give);
            resolve(granted);
          },
        };
        const give = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(signal?.reason);
          serve();
        };
        signal?.addEventListener("abort", give, { once: true });
        const behind = waiting.findIndex(({ order }) => order > entry.order);
        waiting.splice(behind < 0 ? waiting.length : behind, 0, waiter);
        serve();
      }),
  };
}

function rounded(window: number): number {
  return window >= 1 ? Math.floor(window) : Number(window.toPrecision(2));
}
