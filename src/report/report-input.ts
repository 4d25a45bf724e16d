import type { Chart, Finding } from "../findings.ts";
import type { Excerpt, Manifest, Trial } from "../record.ts";

/** Everything a report is made of. */
export interface ReportInput {
  readonly manifest: Manifest;
  readonly findings: readonly Finding[];
  readonly trials: readonly Trial[];
  /** Prompts of `sampleTrials(trials)`, rebuilt; a trial without one is shown without its prompt. */
  readonly excerpts: readonly Excerpt[];
}

/** A chart with what it was drawn from. */
export interface Figure {
  readonly chart: Chart;
  readonly finding: Finding;
  readonly svg: string;
}
