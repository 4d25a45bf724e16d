import type { AnalysisOptions } from "../findings.ts";
import { chance } from "../number-words.ts";
import { holm } from "../stats/holm.ts";
import { depthTest, type UnitSums } from "./depth-test.ts";
import { groupBy, unscoredOf } from "./group.ts";
import { remembered } from "./remembered.ts";
import type { Tally } from "./tally.ts";
import { alphaOf } from "./verdict.ts";
import { listedTokens } from "./wording.ts";

/** The verdict on a curve of trials that depth picked. */
export const DISTRUSTED = "not to be trusted";
/** What is said of the trials that were left. */
export const OF_SCORED = "Of those that were scored:";

/** Whether depth decides which trials of a (model, task) are scored, length by length. */
export interface LossByDepth {
  /** The smallest p, after Holm: of the lengths where it is shown, else of all tests. */
  readonly p: number;
  /** At some length, or over all of them. */
  readonly depends: boolean;
  readonly sentence: string;
  /** Whether a curve is not to be trusted: that of a length, or without one the curve over all lengths. */
  distrusts(length?: number): boolean;
}

/**
 * Undefined where every trial was scored. Each length that lost trials has a test of its own, since opposite losses of
 * two lengths would cancel out, and the loss of one says nothing of another; where several did, all of them together have
 * one too, for a small loss that is alike at all. Holm over these.
 */
export const lossByDepth = remembered(findLoss);

function findLoss(series: readonly Tally[], options: AnalysisOptions): LossByDepth | undefined {
  const lossy = groupBy(series, ["length"]).filter((cells) => unscoredOf(cells) > 0);
  if (lossy.length === 0) return undefined;
  const tested = lossy.length > 1 ? [...lossy, lossy.flat()] : lossy;
  const adjusted = holm(tested.map((cells) => depthTest(cells, options, lost)));
  const alpha = alphaOf(options);
  const own = lossy.map(([one], i) => ({ length: one?.length ?? 0, p: adjusted[i] ?? 1 }));
  const less = own.filter((one) => one.p <= alpha);
  const shown = less.map(({ length }) => length);
  const p = Math.min(...(less.length > 0 ? less.map((one) => one.p) : adjusted));
  const depends = p <= alpha;
  const everywhere = depends && shown.length === 0;
  return {
    p,
    depends,
    sentence: sentenceOf(p, depends, shown, new Set(series.map(({ length }) => length)).size),
    distrusts: (length) => depends && (length === undefined || everywhere || shown.includes(length)),
  };
}

function lost({ asked, scored }: UnitSums): number {
  return (asked - scored) / asked;
}

function sentenceOf(p: number, depends: boolean, shown: readonly number[], lengths: number): string {
  if (!depends) return `Whether a trial was scored is not shown to depend on its depth (${chance(p)}).`;
  const where = lengths === 1 ? "" : shown.length === 0 ? " over all lengths" : ` at ${listedTokens(shown)}`;
  const which = lengths === 1 ? "the curve is" : shown.length === 1 ? "that curve is" : "these curves are";
  return `Whether a trial was scored depends on its depth${where} (${chance(p)}): ${which} not to be trusted.`;
}
