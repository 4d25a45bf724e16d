import type { Finding } from "../findings.ts";
import type { Trial } from "../record.ts";

/** Every analysis of the suite, with the contract's numbers. */
export async function analyse(trials: readonly Trial[]): Promise<readonly Finding[]> {
  const { analyses } = await import("../analysis/index.ts");
  const { defaultAnalysisOptions } = await import("../analysis/options.ts");
  return analyses.map((analysis) => analysis.run(trials, defaultAnalysisOptions));
}
