import type { Analysis } from "../findings.ts";
import { abilityAnalysis } from "./ability.ts";
import { baselines } from "./baselines.ts";
import { effectiveLength } from "./effective-length.ts";
import { middleGap } from "./middle-gap.ts";
import { recallByDepth } from "./recall-by-depth.ts";
import { recallByLength } from "./recall-by-length.ts";
import { recallByLengthAndDepth } from "./recall-by-length-and-depth.ts";
import { unscored } from "./unscored.ts";
import { worstDepthAnalysis } from "./worst-depth.ts";

export { defaultAnalysisOptions } from "./options.ts";

/** Every question that a report answers, in its order. */
export const analyses: readonly Analysis[] = [
  middleGap,
  recallByLengthAndDepth,
  recallByDepth,
  recallByLength,
  abilityAnalysis,
  baselines,
  worstDepthAnalysis,
  effectiveLength,
  unscored,
];
