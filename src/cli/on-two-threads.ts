import { isTrialStore } from "../analysis/trial-store.ts";
import type { Analysis, AnalysisOptions, Finding } from "../findings.ts";
import type { Trial } from "../record.ts";

/** Analyses that together take about as long as all others and the count of the record. None needs prices. */
const ASIDE: readonly string[] = ["middle-gap", "worst-depth", "decoys"];

/** Trials from which a thread more pays. */
export const WORTH_A_THREAD = 100_000;

/** The findings of these analyses, in their order; of a record of `asideFrom` trials or more another thread makes some. */
export async function onTwoThreads(
  asked: readonly Analysis[],
  options: AnalysisOptions,
  trialsOf: (name: string) => Iterable<Trial>,
  asideFrom: number,
): Promise<Finding[]> {
  const others = asked.filter(({ name }) => ASIDE.includes(name));
  const record = others[0] && trialsOf(others[0].name);
  const aside =
    record !== undefined && isTrialStore(record) && record.length >= asideFrom
      ? (await import("./analysis-aside.ts")).analysisAside(
          others.map(({ name }) => name),
          record,
          options,
        )
      : undefined;
  try {
    const made = asked
      .filter((one) => aside === undefined || !others.includes(one))
      .map((one) => [one.name, one.run(trialsOf(one.name), options)] as const);
    const findings = new Map([...made, ...((await aside?.findings) ?? [])]);
    return asked.map(({ name }) => findings.get(name) as Finding);
  } finally {
    await aside?.stop();
  }
}
