import type { Trial } from "../record.ts";

/** Watches the share of failed trials of a run. */
export interface FailureGate {
  count(trial: Pick<Trial, "status">): void;
  /** True from the moment the share is above the limit. */
  tripped(): boolean;
}

/** Below this many trials a share says little, and one failure of three would stop a run. */
const ENOUGH_TRIALS = 20;

/**
 * `limit` is the share of failed trials that a run tolerates, 0..1. Judged from 20 trials on, or from
 * `planned` where the run is shorter.
 *
 * @example
 * ```ts
 * const gate = createFailureGate(0.05, countTrials(sweep)); // stops a model above 5 % failed
 * ```
 */
export function createFailureGate(limit: number, planned: number): FailureGate {
  const enough = Math.min(ENOUGH_TRIALS, planned);
  let done = 0;
  let failed = 0;
  let tripped = false;
  return {
    count: ({ status }) => {
      done++;
      if (status === "failed") failed++;
      tripped ||= done >= enough && failed / done > limit;
    },
    tripped: () => tripped,
  };
}
