import { type ObservedCell, regress as regressCells } from "../../src/stats/regression.ts";
import { linesAt as linesOfCells, twoLines as twoOfCells } from "../../src/stats/two-lines.ts";

/** Alike trials of one document. */
export interface Observation<X = readonly number[]> {
  readonly x: X;
  readonly y: number;
  readonly weight: number;
  readonly cluster: number;
}

export type Point = Observation<number>;

/** By `x`, in the order in which they are met. */
function cellsOf<X>(points: readonly Observation<X>[]): ObservedCell<X>[] {
  const xs = [...new Set(points.map(({ x }) => x))];
  return xs.map((x) => {
    const own = points.filter((point) => point.x === x);
    return {
      x,
      y: own.map(({ y }) => y),
      weight: own.map(({ weight }) => weight),
      cluster: own.map(({ cluster }) => cluster),
    };
  });
}

/** The functions that are tested, of points. */
export const regress = (points: readonly Observation[], link: "identity" | "logit") =>
  regressCells(cellsOf(points), link);
export const twoLines = (points: readonly Point[]) => twoOfCells(cellsOf(points));
export const linesAt = (points: readonly Point[], breakAt: number) => linesOfCells(cellsOf(points), breakAt);
