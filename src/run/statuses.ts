import type { TrialStatus } from "../record.ts";

/** How a trial may have ended. */
export const STATUSES: readonly TrialStatus[] = [
  "scored",
  "failed",
  "refused",
  "truncated",
  "unjudged",
  "skipped",
];
