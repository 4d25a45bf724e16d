import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Generation, Model, Sample } from "../types.ts";
import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { Departure, Limiter } from "./limiter.ts";
import type { Spend } from "./spend.ts";

/** How the calls of one trial are made. */
export interface CallOptions {
  readonly model: Model;
  readonly limiter: Limiter;
  /** Of the trial among those that wait; see `Limiter`. */
  readonly order: number;
  /** For all calls of the trial together, while they are out. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly spend?: Pick<Spend, "admit">;
  /** Aborted = stop what is out; the abort reason is thrown. */
  readonly signal?: AbortSignal;
  /** Aborted = wait no longer; the abort reason is thrown. */
  readonly halt?: AbortSignal;
  /** Told as each request goes out. */
  onOut?(): void;
}

export type Call = (sample: Sample, options: Omit<GenerateOptions, "signal">) => Promise<Generation>;

/**
 * Calls of one trial. Its deadline counts the time for which a request of it is out, all attempts together: a
 * trial does not time out because others go before it, nor because the server asked to come back later.
 */
export function createCall(options: CallOptions): Call {
  const { model, limiter, order, clock, spend, signal, halt } = options;
  let leftMs = options.timeoutMs;
  return async (sample, request) => {
    const tokens = sample.promptTokens + request.maxOutputTokens;
    const permit = await limiter.enter({ order, tokens, ...(halt === undefined ? {} : { signal: halt }) });
    const { maxOutputTokens } = request;
    const admission = await spend?.admit(model, sample, maxOutputTokens, halt).catch((error: unknown) => {
      permit.leave({ how: "failed" });
      throw error;
    });
    options.onOut?.();
    const started = clock.now();
    let departure: Departure = { how: "failed" };
    try {
      const answer = await withDeadline(
        (aborted) => model.generate(sample, { ...request, signal: aborted }),
        leftMs,
        clock,
        signal,
        options.timeoutMs,
      );
      admission?.answered(answer);
      const { limits } = answer;
      departure = { how: "answered", ...(limits === undefined ? {} : { limits }) };
      return answer;
    } catch (error) {
      admission?.failed(error);
      departure = departureOf(error);
      throw error;
    } finally {
      leftMs -= clock.now() - started;
      permit.leave(departure);
    }
  };
}

function departureOf(error: unknown): Departure {
  if (!(error instanceof MidspanError) || !error.retryable) return { how: "failed" };
  const { code, retryAfterMs } = error;
  if (code !== "rate-limited" && retryAfterMs === undefined) return { how: "failed" };
  return { how: "refused", ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
