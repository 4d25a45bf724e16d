import { UNSCORED } from "../analysis/unscored.ts";
import { grouped } from "../number-words.ts";
import type { TrialStatus } from "../record.ts";
import type { RecordSummary } from "./record-summary.ts";

/** "2,240 trials, 2,236 scored; not scored: 3 failed, 1 skipped". Unscored trials are in no rate. */
export function trialCounts({ trials, statuses }: Pick<RecordSummary, "trials" | "statuses">): string {
  const count = (status: TrialStatus): number => statuses[status] ?? 0;
  const left = UNSCORED.filter((status) => count(status) > 0).map(
    (status) => `${grouped(count(status))} ${status}`,
  );
  const all = `${grouped(trials)} trials, ${grouped(count("scored"))} scored`;
  return left.length === 0
    ? `${all}; none was left out`
    : `${all}; not scored, and in no rate: ${left.join(", ")}`;
}
