import type { AnalysisOptions } from "../findings.ts";
import { chance } from "../number-words.ts";
import { depthTest } from "./depth-test.ts";
import { unscoredOf } from "./group.ts";
import type { Tally } from "./tally.ts";
import { alphaOf } from "./verdict.ts";

export interface LossByDepth {
  readonly p: number;
  readonly depends: boolean;
  readonly sentence: string;
}

/** Whether being unscored depends on depth; undefined where every trial was scored. */
export function lossByDepth(series: readonly Tally[], options: AnalysisOptions): LossByDepth | undefined {
  if (unscoredOf(series) === 0) return undefined;
  const p = depthTest(series, options, (unit) => (unit.asked - unit.scored) / unit.asked);
  const depends = p <= alphaOf(options);
  const sentence = depends
    ? `Whether a trial was scored depends on its depth (${chance(p)}): the curve is not to be trusted.`
    : `Whether a trial was scored is not shown to depend on its depth (${chance(p)}).`;
  return { p, depends, sentence };
}
