import type { Judgement } from "./behaviour.ts";

/** Closed union beside the server's own word. */
export interface Finish {
  readonly reason: "stop" | "length" | "refusal" | "other";
  readonly raw?: string;
}

/** What a server said is left of its limits, when it answered. Not said = undefined. */
export interface RateLimits {
  readonly requestsLeft?: number;
  /** Milliseconds until the requests are whole again. */
  readonly requestsResetMs?: number;
  readonly tokensLeft?: number;
  readonly tokensResetMs?: number;
}

/** What came back. Not reported = undefined, never 0. */
export interface Generation {
  readonly text: string;
  readonly finish: Finish;
  readonly promptTokens?: number;
  /** Prompt tokens that a cache answered for. */
  readonly cachedTokens?: number;
  /** Prompt tokens that were written to a cache, where a provider bills that apart. */
  readonly cacheWriteTokens?: number;
  /** Thinking included. */
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  readonly prefillMs?: number;
  readonly totalMs?: number;
  /** What the server calls its own state (`system_fingerprint`): another one may answer otherwise. */
  readonly fingerprint?: string;
  /** What the server says answered: an alias's dated snapshot, for example. */
  readonly servedModel?: string;
  readonly responseId?: string;
  /** The server's own account of tokens, as it came. */
  readonly usage?: unknown;
  /** Where the sample has a criterion and a judge was asked. */
  readonly judged?: Judgement;
  /** For the runner; not part of a record. */
  readonly limits?: RateLimits;
  readonly warnings: readonly string[];
}
