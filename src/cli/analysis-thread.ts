import { parentPort, workerData } from "node:worker_threads";
import { analyses } from "../analysis/index.ts";
import { keepTallies, type TakenTally } from "../analysis/tally.ts";
import { createTrialStore, type TakenStore } from "../analysis/trial-store.ts";
import type { AnalysisOptions, Finding } from "../findings.ts";
import { type PlainError, toPlain } from "../models/plain-error.ts";

/** What the thread of `analysis-aside.ts` is started with. */
export interface AnalysisJob {
  readonly names: readonly string[];
  readonly store: TakenStore;
  readonly tallies: readonly TakenTally[];
  /** Without prices, which are no data. */
  readonly options: Omit<AnalysisOptions, "prices">;
}

/** The findings of the analyses that were named. */
export type AnalysisReply = { readonly findings: readonly Finding[] } | { readonly error: PlainError };

function findingsOf({ names, store, tallies, options }: AnalysisJob): Finding[] {
  const trials = createTrialStore();
  trials.join(store);
  keepTallies(trials, tallies);
  return analyses.filter(({ name }) => names.includes(name)).map((one) => one.run(trials, options));
}

function reply(message: AnalysisReply): void {
  parentPort?.postMessage(message);
}

try {
  reply({ findings: findingsOf(workerData as AnalysisJob) });
} catch (error) {
  reply({ error: toPlain(error) });
}
