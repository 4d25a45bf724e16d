import type { ErrorCode } from "../errors.ts";

/** What the shell sees; part of the contract with users' scripts. */
export const EXIT = {
  done: 0,
  checkFailed: 1,
  usage: 2,
  modelUnusable: 3,
  /** One of the run's own limits ended it: --max-failed or --max-cost. */
  stoppedByLimit: 4,
  /** A fault of midspan's own (EX_SOFTWARE of sysexits.h). */
  internal: 70,
  interrupted: 130,
} as const;

const EXIT_BY_CODE: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  "unknown-name": EXIT.usage,
  "input-file": EXIT.usage,
  "does-not-fit": EXIT.usage,
  "context-window": EXIT.usage,
  "plan-mismatch": EXIT.usage,
  "folder-locked": EXIT.usage,
  "store-write": EXIT.usage,
  "model-unavailable": EXIT.modelUnusable,
  "context-truncated": EXIT.modelUnusable,
  "rate-limited": EXIT.modelUnusable,
  "quota-exhausted": EXIT.modelUnusable,
  "spend-limit": EXIT.stoppedByLimit,
  timeout: EXIT.modelUnusable,
  network: EXIT.modelUnusable,
  "bad-response": EXIT.modelUnusable,
  "check-failed": EXIT.checkFailed,
  internal: EXIT.internal,
};

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_BY_CODE[code];
}
