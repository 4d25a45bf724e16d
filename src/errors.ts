/** Every way in which the library refuses or fails; the CLI maps a code to an exit code and a cure. */
export type ErrorCode =
  | "usage" // an argument, option or configuration breaks a rule
  | "unknown-name" // no task, model, haystack ... of that name
  | "input-file" // a file or folder given by the user cannot be used
  | "does-not-fit" // the parts cannot be put into the asked length
  | "plan-mismatch" // the run folder holds another plan
  | "folder-locked" // another process is writing to the run folder
  | "store-write" // the run folder cannot be written
  | "model-unavailable" // not reachable, unknown to the server, cannot be loaded
  | "context-window" // the prompt is longer than the model takes
  | "context-truncated" // the server cut the prompt and said nothing
  | "rate-limited"
  | "quota-exhausted"
  | "spend-limit" // sending it could pass --max-cost
  | "timeout"
  | "network"
  | "bad-response"
  | "check-failed"
  | "internal";

/** What an error says beside its code and message. */
export interface ErrorDetails {
  /** What the reader can do about it; printed on its own line. */
  readonly cure?: string;
  /** Whether asking again can help. The adapter that throws decides; nobody computes it again. */
  readonly retryable?: boolean;
  /** What the server asked for; absent = it did not say. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error class of the project. Messages read `what; the rule: value`.
 * No message may hold a secret.
 *
 * @example
 * ```ts
 * try {
 *   await openModel("ollama:llama3.2");
 * } catch (error) {
 *   if (error instanceof MidspanError) console.error(error.code, error.message, error.cure);
 * }
 * ```
 */
export class MidspanError extends Error {
  override readonly name = "MidspanError";
  readonly code: ErrorCode;
  readonly cure: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.cure = details.cure;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Throws `code` unless the condition holds. */
export function assertThat(
  condition: boolean,
  code: ErrorCode,
  message: () => string,
  cure?: string,
): asserts condition {
  if (!condition) throw new MidspanError(code, message(), cure === undefined ? {} : { cure });
}
