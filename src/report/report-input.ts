import type { Chart, Finding } from "../findings.ts";
import type { Excerpt, Manifest, Trial } from "../record.ts";
import type { RecordSummary } from "./record-summary.ts";

/** Everything a page is made of. */
export interface PageInput {
  readonly manifest: Manifest;
  readonly findings: readonly Finding[];
  readonly record: RecordSummary;
  /** Prompts of `record.shown`, rebuilt; a trial without one is shown without its prompt. */
  readonly excerpts: readonly Excerpt[];
}

/** Everything a report is made of: the page's input, and the trials for what holds each of them. */
export interface ReportInput extends PageInput {
  /** Absent where `trials.parquet` was written while the record was read. */
  readonly trials?: Iterable<Trial> | AsyncIterable<Trial>;
}

/** A chart with what it was drawn from. */
export interface Figure {
  readonly chart: Chart;
  readonly finding: Finding;
  readonly svg: string;
}
