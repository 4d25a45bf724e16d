import type { Finding } from "../findings.ts";
import type { Manifest, Trial } from "../record.ts";

/** Every analysis of the suite, with the contract's numbers and the run's own margin. */
export async function analyse(
  trials: readonly Trial[],
  { margin }: Pick<Manifest, "margin">,
): Promise<readonly Finding[]> {
  const { analyses } = await import("../analysis/index.ts");
  const { defaultAnalysisOptions } = await import("../analysis/options.ts");
  const options = { ...defaultAnalysisOptions, ...(margin === undefined ? {} : { margin }) };
  return analyses.map((analysis) => analysis.run(trials, options));
}
