import type { AnalysisOptions } from "../findings.ts";
import type { Side } from "./common-cells.ts";
import { groupBy, placedArm } from "./group.ts";
import { lossByDepth } from "./loss-by-depth.ts";
import { tally } from "./tally.ts";

/** Why what is claimed of some sides at a task and lengths is not to be trusted; empty where nothing speaks against it. */
export type Doubts = (
  sides: readonly number[],
  task: string,
  lengths: readonly number[],
) => readonly string[];

/** A side whose trials were scored or not by their depth is compared by those that were left. */
export function doubtsOf(sides: readonly Side[], options: AnalysisOptions): Doubts {
  const losses = sides.map(
    ({ trials }) =>
      new Map(
        groupBy(placedArm(tally(trials)), ["task"]).map((series) => [
          series[0]?.task ?? "",
          lossByDepth(series, options),
        ]),
      ),
  );
  return (meant, task, lengths) =>
    meant.flatMap((side) => {
      const loss = losses[side]?.get(task);
      return loss !== undefined && lengths.some((length) => loss.distrusts(length))
        ? [`${sides[side]?.name}: ${loss.sentence}`]
        : [];
    });
}
