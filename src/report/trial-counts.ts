import { grouped } from "../charts/wording.ts";
import type { Trial, TrialStatus } from "../record.ts";

const UNSCORED: readonly TrialStatus[] = ["failed", "refused", "truncated", "skipped"];

/** "2,240 trials, 2,236 scored; not scored: 3 failed, 1 skipped". Unscored trials are in no rate. */
export function trialCounts(trials: readonly Trial[]): string {
  const count = (status: TrialStatus): number => trials.filter((trial) => trial.status === status).length;
  const left = UNSCORED.filter((status) => count(status) > 0).map(
    (status) => `${grouped(count(status))} ${status}`,
  );
  const all = `${grouped(trials.length)} trials, ${grouped(count("scored"))} scored`;
  return left.length === 0
    ? `${all}; none was left out`
    : `${all}; not scored, and in no rate: ${left.join(", ")}`;
}
