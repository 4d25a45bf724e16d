import { instructionPlaces, openingLines, placeholderDifferences } from "./arm-differences.ts";
import { attentionPattern } from "./attention-pattern.ts";
import { calibration } from "./calibration.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { chunkCounts } from "./chunk-counts.ts";
import { chunkOrders } from "./chunk-orders.ts";
import { contextArms } from "./context-arms.ts";
import { costAgainstRecall } from "./cost-against-recall.ts";
import { effectiveLength } from "./effective-length.ts";
import { gapByModel } from "./gap-by-model.ts";
import { goldAndSink } from "./gold-and-sink.ts";
import { goldPairs } from "./gold-pairs.ts";
import { heatMap } from "./heat-map.ts";
import { middleGap } from "./middle-gap.ts";
import { pairedDifference } from "./paired-difference.ts";
import { recallByDepth } from "./recall-by-depth.ts";
import { sinkHeads } from "./sink-heads.ts";
import { sinkPositions } from "./sink-positions.ts";
import { streamLoss } from "./stream-loss.ts";

/**
 * Every chart of midspan, in the order in which a report shows them.
 *
 * @example
 * ```ts
 * const heatMap = charts.find(({ name }) => name === "heat-map");
 * ```
 */
export const charts: readonly ChartMaker[] = [
  recallByDepth,
  heatMap,
  middleGap,
  gapByModel,
  effectiveLength,
  costAgainstRecall,
  pairedDifference,
  calibration,
  chunkOrders,
  chunkCounts,
  goldPairs,
  contextArms,
  openingLines,
  instructionPlaces,
  placeholderDifferences,
  sinkHeads,
  sinkPositions,
  goldAndSink,
  attentionPattern,
  streamLoss,
];
