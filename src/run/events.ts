import type { ErrorCode } from "../errors.ts";
import type { Outcome } from "./execute.ts";
import type { Check } from "./preflight-checks.ts";
import type { RoundsState } from "./rounds.ts";

/** Why requests of a model wait: the server asked for it, or said that its requests or tokens are used up. */
export type WaitReason = "retry-after" | "requests" | "tokens";

/** What happens to one model while it is asked. Trials themselves are in the record. */
export type ModelEvent =
  /** Nothing goes out for so long. */
  | { readonly event: "wait"; readonly reason: WaitReason; readonly ms: number }
  /** The server refused a request for now (status 429, or any that names a time to come back). */
  | { readonly event: "refused"; readonly retryAfterMs?: number }
  /** At most so many requests at once from now on. */
  | { readonly event: "concurrency"; readonly from: number; readonly to: number }
  /**
   * Where results end a run: so many of its tasks and lengths are decided, and so many trials of the plan are no
   * longer due for that. Once before the first round and after each.
   */
  | ({ readonly event: "rounds" } & RoundsState)
  /** A call failed and is made again. */
  | { readonly event: "retry"; readonly trial: string; readonly attempt: number; readonly code: ErrorCode }
  /** A trial failed for good. */
  | {
      readonly event: "failed";
      readonly trial: string;
      readonly attempts: number;
      readonly code: string;
      readonly message: string;
    };

/**
 * What happens to a run; `model` is an id. `run.log` holds one a line as JSON, with `at`, the time (RFC 3339);
 * `midspan run --json` prints the same on stderr. No secret is in any: messages are those of errors.
 */
export type RunEvent =
  | {
      readonly event: "start";
      readonly folder: string;
      readonly planHash: string;
      readonly midspan: string;
      readonly trials: number;
      readonly recorded: number;
    }
  | {
      readonly event: "model";
      readonly model: string;
      readonly trials: number;
      readonly recorded: number;
      readonly concurrency: number;
      readonly server?: string;
    }
  /** What was looked at before a model's first trial. */
  | { readonly event: "preflight"; readonly model: string; readonly checks: readonly Check[] }
  /** What looking at the models has cost, in USD; trials say themselves what they cost. */
  | { readonly event: "probed"; readonly usd: number }
  | (ModelEvent & { readonly model: string })
  | ({ readonly event: "model-end"; readonly model: string } & ReturnType<typeof outcomeWords>)
  /** `exit` as the shell will see it; code and message where an error ended the run as a whole. */
  | {
      readonly event: "end";
      readonly exit: number;
      readonly code?: ErrorCode;
      readonly message?: string;
    };

/** An outcome as plain data. */
export function outcomeWords(outcome: Outcome): {
  readonly end: Outcome["end"];
  readonly code?: ErrorCode;
  readonly message?: string;
} {
  return outcome.end === "stopped"
    ? { end: outcome.end, code: outcome.error.code, message: outcome.error.message }
    : { end: outcome.end };
}
