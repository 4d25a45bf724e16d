import type { AnalysisOptions } from "../findings.ts";

/** The contract's numbers. A margin of 0.1 can be met by 25 perfect documents, one of 0.05 by 52. */
export const defaultAnalysisOptions: AnalysisOptions = {
  seed: 1,
  level: 0.95,
  edge: [0.1, 0.9],
  middle: [0.4, 0.6],
  margin: 0.1,
  bootstrapDraws: 10_000,
};
