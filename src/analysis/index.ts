import type { Analysis } from "../findings.ts";
import { abilityAnalysis } from "./ability.ts";
import { baselines } from "./baselines.ts";
import { consistency } from "./consistency.ts";
import { costAgainstRecall } from "./cost-against-recall.ts";
import { decoys } from "./decoys.ts";
import { effectiveLength } from "./effective-length.ts";
import { firstLineAnalysis } from "./first-line.ts";
import { lengthAlone } from "./length-alone.ts";
import { middleGap } from "./middle-gap.ts";
import { needlePositions } from "./needle-positions.ts";
import { publishedAgreement } from "./published-agreement.ts";
import { recallByDepth } from "./recall-by-depth.ts";
import { recallByLength } from "./recall-by-length.ts";
import { recallByLengthAndDepth } from "./recall-by-length-and-depth.ts";
import { rulerScore } from "./ruler-score.ts";
import { shape } from "./shape.ts";
import { tokenEfficiency } from "./token-efficiency.ts";
import { unscored } from "./unscored.ts";
import { worstDepthAnalysis } from "./worst-depth.ts";

export { defaultAnalysisOptions } from "./options.ts";

/**
 * Every question that a report answers, in its order.
 *
 * @example
 * ```ts
 * const findings = analyses.map((analysis) => analysis.run(trials, defaultAnalysisOptions));
 * ```
 */
export const analyses: readonly Analysis[] = [
  middleGap,
  recallByLengthAndDepth,
  recallByDepth,
  recallByLength,
  abilityAnalysis,
  baselines,
  worstDepthAnalysis,
  shape,
  effectiveLength,
  rulerScore,
  lengthAlone,
  needlePositions,
  decoys,
  firstLineAnalysis,
  consistency,
  tokenEfficiency,
  costAgainstRecall,
  unscored,
  publishedAgreement,
];
