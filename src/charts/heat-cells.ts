import type { Finding } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { cellInWords, type RecallCell, recallCells } from "./recall-cell.ts";
import { drawnSeries, type Series, seriesKey } from "./series.ts";
import { outerReach, spansAround } from "./spans.ts";
import type { ChartStyle } from "./style.ts";

/** What Vega-Lite is given for one rectangle. */
export interface HeatCell {
  readonly series: string;
  readonly simulated: boolean;
  readonly length: number;
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly asked: number;
  readonly scored: boolean;
  readonly recall?: number;
  readonly recallText: string;
  readonly countText: string;
  readonly label: string;
  readonly hatchTop: readonly number[];
  readonly hatchBottom: readonly number[];
}

/**
 * Every (series, length, asked depth) of the sweep, those without a row included, placed at realised depths. Lengths
 * have depths of their own where no one grid holds them all, as where a document's place is counted in documents.
 */
export function heatCells(finding: Finding | undefined, style: ChartStyle): readonly HeatCell[] {
  const cells = recallCells(finding).filter((cell) => cell.length !== undefined);
  const rows = cells.map((cell) => cell.row);
  const lines = drawnSeries(rows, style).flatMap((series) => {
    const own = cells.filter((cell) => seriesKey(cell.row) === series.key);
    const sameTask = cells.filter((cell) => cell.row.group.task === series.task);
    const lengths = sorted(sameTask.map((cell) => cell.length as number));
    const grids = lengths.map((length) =>
      sorted(sameTask.filter((cell) => cell.length === length).map((cell) => cell.askedDepth)),
    );
    const widest = grids.reduce((a, b) => (b.length > a.length ? b : a), []);
    const held = (grid: readonly number[]): boolean => grid.every((depth) => widest.includes(depth));
    return lengths.map((length, i) => {
      const grid = grids[i] ?? [];
      return { series, length, line: lineOf(series, length, held(grid) ? widest : grid, own) };
    });
  });
  const reach = Math.min(...lines.map(({ line }) => outerReach(places(line))));
  return lines.flatMap(({ series, length, line }) => drawnLine(series, length, line, reach));
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function lineOf(
  series: Series,
  length: number,
  depths: readonly number[],
  own: readonly RecallCell[],
): readonly RecallCell[] {
  return depths.map(
    (depth) =>
      own.find((cell) => cell.length === length && cell.askedDepth === depth) ??
      absent(series, length, depth),
  );
}

function drawnLine(
  series: Series,
  length: number,
  line: readonly RecallCell[],
  reach: number,
): readonly HeatCell[] {
  const spans = spansAround(places(line), reach);
  return line.map((cell, i) => {
    const [left, right] = spans[i] as readonly [number, number];
    const { estimate } = cell;
    const fifth = (right - left) / 5;
    return {
      series: series.label,
      simulated: series.simulated,
      length,
      left,
      right,
      middle: (left + right) / 2,
      asked: cell.askedDepth,
      scored: estimate !== undefined,
      ...(estimate === undefined ? {} : { recall: estimate.value }),
      recallText: estimate === undefined ? "" : String(Math.round(estimate.value * 100)),
      countText: estimate === undefined ? "" : grouped(estimate.n),
      label: cellInWords(cell, series.label),
      hatchTop: estimate === undefined ? [1, 2, 3, 4, 5].map((k) => left + k * fifth) : [],
      hatchBottom: estimate === undefined ? [0, 1, 2, 3, 4].map((k) => left + k * fifth) : [],
    };
  });
}

/** Realised depths; the asked ones where realised depths of a line fall together and would hide a cell. */
function places(line: readonly RecallCell[]): readonly number[] {
  const realised = line.map((cell) => cell.depth);
  const asked = line.map((cell) => cell.askedDepth);
  const apart = realised.every((depth, i) => {
    if (i === 0) return true;
    const step = (asked[i] as number) - (asked[i - 1] as number);
    return depth - (realised[i - 1] as number) > step * 0.3;
  });
  return apart ? realised : asked;
}

function absent(series: Series, length: number, depth: number): RecallCell {
  const group = { model: series.model, task: series.task, length, depth };
  const row = { group, name: "recall", unscored: 0 };
  return { row, length, depth, askedDepth: depth, estimate: undefined, unscored: 0 };
}
