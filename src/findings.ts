import type { Trial } from "./record.ts";
import type { Factor } from "./types.ts";

/** A number with its uncertainty. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Scored trials (or pairs) behind it. */
  readonly n: number;
  /** e.g. "Wilson 95 %", "cluster bootstrap BCa 95 %, 10000 draws". */
  readonly method: string;
  readonly p?: number;
}

/** One line of a finding: which group it is about, what was measured, what was left out. */
export interface Row {
  readonly group: Readonly<Record<string, Factor>>;
  readonly name: string;
  readonly estimate?: Estimate;
  /** What the estimate counts, where it is neither a share, nor a difference of shares, nor a length in tokens. */
  readonly unit?: string;
  /** Trials of this group that were not scored. */
  readonly unscored: number;
  readonly verdict?: string;
  /** A plain sentence with its numbers. */
  readonly sentence?: string;
}

/** An analysis' answer. */
export interface Finding {
  readonly name: string;
  readonly question: string;
  readonly rows: readonly Row[];
  /** What cannot be claimed from these trials, and why. */
  readonly cautions: readonly string[];
}

/** Levels, margins and zones of every analysis. */
export interface AnalysisOptions {
  readonly seed: number;
  /** Confidence level, e.g. 0.95. */
  readonly level: number;
  readonly edge: readonly [number, number];
  readonly middle: readonly [number, number];
  /** Half-width within which a difference counts as none. */
  readonly margin: number;
  readonly bootstrapDraws: number;
  /** Present where documents were added until the verdict was decided: numbers of a fixed n then do not hold. */
  readonly untilDecided?: { readonly error: number };
  /** Absent where nobody looked for prices; nothing is then said about money. */
  readonly prices?: AnswerPrices;
}

/** What answers cost, where that is known. Unknown is undefined, never 0. */
export interface AnswerPrices {
  /** USD of an answer; undefined where its model has no known price or its tokens are not known. */
  usd(trial: Trial): number | undefined;
  /** Day on which the source of the model's price said so, YYYY-MM-DD. */
  asOf(model: string): string | undefined;
}

/** Asks one question of a record, which may be larger than memory would hold as objects: it is looped over. */
export interface Analysis {
  readonly name: string;
  readonly question: string;
  run(trials: Iterable<Trial>, options: AnalysisOptions): Finding;
}

/** A picture of findings, as a Vega-Lite specification. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  /** n, interval, what was unscored. */
  readonly caption: string;
  readonly spec: Readonly<Record<string, unknown>>;
}
