import { parentPort, workerData } from "node:worker_threads";
import { analyses } from "../analysis/index.ts";
import { keepTallies, type TakenTally } from "../analysis/tally.ts";
import { createTrialStore, type TakenStore } from "../analysis/trial-store.ts";
import type { Analysis, AnalysisOptions, Finding } from "../findings.ts";
import { type PlainError, toPlain } from "../models/plain-error.ts";

/** What the thread of `analysis-aside.ts` is started with; the tallies of the record come when it is counted. */
export interface AnalysisJob {
  readonly names: readonly string[];
  readonly store: TakenStore;
  /** Without prices, which are no data. */
  readonly options: Omit<AnalysisOptions, "prices">;
}

/** The findings of the analyses that were named. */
export type AnalysisReply = { readonly findings: readonly Finding[] } | { readonly error: PlainError };

/** Analyses that look at trials one by one, and need not wait for tallies. */
const UNCOUNTED: readonly string[] = ["decoys"];

async function findingsOf(
  { names, store, options }: AnalysisJob,
  counted: Promise<readonly TakenTally[]>,
): Promise<Finding[]> {
  const trials = createTrialStore();
  trials.join(store);
  const asked = analyses.filter(({ name }) => names.includes(name));
  const run = (one: Analysis): Finding => one.run(trials, options);
  const first = new Map(asked.filter(({ name }) => UNCOUNTED.includes(name)).map((one) => [one, run(one)]));
  keepTallies(trials, await counted);
  return asked.map((one) => first.get(one) ?? run(one));
}

function reply(message: AnalysisReply): void {
  parentPort?.postMessage(message);
}

const counted = new Promise<readonly TakenTally[]>((resolve) => parentPort?.once("message", resolve));

findingsOf(workerData as AnalysisJob, counted).then(
  (findings) => reply({ findings }),
  (error: unknown) => reply({ error: toPlain(error) }),
);
