/**
 * midspan from code. The rooms: haystack, tasks and scorers make prompts and judge answers; models answer; run
 * plans, asks and records; stats and analysis draw conclusions; charts and report show them.
 */

// analysis, charts, report
export type { Side } from "./analysis/common-cells.ts";
export { compareSides } from "./analysis/comparison.ts";
export { decided } from "./analysis/decided.ts";
export { analyses, defaultAnalysisOptions } from "./analysis/index.ts";
export { optionsOf, type RunRules } from "./analysis/options.ts";
export type { ChartMaker } from "./charts/chart-maker.ts";
export { charts } from "./charts/index.ts";
export type { Look } from "./charts/look.ts";
export type { ChartStyle } from "./charts/style.ts";
// ground
export { type ErrorCode, type ErrorDetails, MidspanError } from "./errors.ts";
export type * from "./findings.ts";
// haystack, tasks
export { fileHaystack } from "./haystack/file.ts";
export { haystacks } from "./haystack/index.ts";
export { fileNeedles } from "./haystack/needle-file.ts";
export { inventedNeedles, runNeedles } from "./haystack/needles.ts";
export { type Encountered, importResults } from "./importers/import-results.ts";
// importers
export type { Answer, Importer, ImportOptions, RefusedAnswer, RowReader } from "./importers/importer.ts";
export { importers } from "./importers/index.ts";
export type { SourceFile } from "./importers/source-files.ts";
// models
export { type Adapter, adapters, type OpenOptions, openModel } from "./models/index.ts";
export { openEmbedder } from "./models/open-embedder.ts";
export type { ChunkSet, Flag } from "./rag/chunk-set.ts";
// rag: where retrieved chunks go
export { type ChunkOrder, orders, type Ranked } from "./rag/orders.ts";
export { orderFor, type PlacementCurve, type PlacementProfile } from "./rag/placement-profile.ts";
export {
  type OrderComparison,
  type OrderResult,
  type Recommendation,
  type RecommendOptions,
  recommendOrder,
} from "./rag/recommend-order.ts";
export { type ChunkSetOptions, readChunkSet } from "./rag/sets/index.ts";
export type { SyntheticRequest } from "./rag/sets/synthetic.ts";
export { createRng, type Rng } from "./random.ts";
export type * from "./record.ts";
export { publishRun } from "./report/publish.ts";
export { type RecordSummary, summarise } from "./report/record-summary.ts";
export type { ReportInput } from "./report/report-input.ts";
export { type WriteOptions, writeReport } from "./report/write.ts";

// run
export { type Clock, systemClock } from "./run/clock.ts";
export { describeSweep, type ManifestFacts } from "./run/describe.ts";
export type { ModelEvent, RunEvent, WaitReason } from "./run/events.ts";
export { type ExecuteOptions, execute, type Outcome } from "./run/execute.ts";
export { createFailureGate, type FailureGate } from "./run/failure-gate.ts";
export { parseDepths, parseLengths } from "./run/grid.ts";
export { planHash, promptSha256, trialId } from "./run/identity.ts";
export { createLimiter, type Limiter, type LimiterOptions } from "./run/limiter.ts";
export { readManifest } from "./run/manifest.ts";
export { type Merged, mergeRuns } from "./run/merge.ts";
export { countTrials, families } from "./run/plan.ts";
export type { CacheRule, Charge, Price, Rates, Usage } from "./run/price.ts";
export { chargeOf, mergeBooks, type PriceBook } from "./run/price-book.ts";
export { createRounds, type Rounds, type RoundsState, type Seen } from "./run/rounds.ts";
export { openRunFolder, type RunFolder } from "./run/run-folder.ts";
export { type Damage, readTrials, type Scan, scanTrials } from "./run/scan.ts";
export { type Admission, createSpend, type Spend, type SpendOptions } from "./run/spend.ts";
export type { Family, GenerationSettings, PlannedTrial, Shard, Sweep, SweepTask } from "./run/sweep.ts";
export { runTrial, type TrialOptions } from "./run/trial.ts";
export { fillFactors, validateSweep } from "./run/validate.ts";
// sinks
export type { AuditedTokenizer, SpecialToken } from "./sinks/audited/audited-tokenizer.ts";
export { openAuditedTokenizer } from "./sinks/audited/index.ts";
export type { EncodingWay } from "./sinks/encoding-way.ts";
export {
  type AuditedPrompt,
  auditPosition,
  type BosVerdict,
  type PositionAudit,
  type PromptTexts,
  type TokenizerAudit,
  type WayNotPossible,
} from "./sinks/position-audit.ts";
export type { PositionZero } from "./sinks/position-zero.ts";
export type { Interval } from "./stats/interval.ts";
export { tasks } from "./tasks/index.ts";
export { type CountTokens, createWordTokenizer, type Tokenizer } from "./tokens.ts";
export type * from "./types.ts";
