import type { Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { evenly } from "./evenly.ts";
import { cellInWords, type RecallCell, recallCells } from "./recall-cell.ts";
import { drawnSeries, seriesKey } from "./series.ts";
import type { ChartStyle } from "./style.ts";

const MOST_PANELS = 8;

/** What Vega-Lite is given for one point of a curve. */
export interface CurvePoint {
  readonly row: Row;
  readonly kind: "point";
  readonly series: string;
  /** Equal to `series`; a field of its own keeps dashes out of the legend, whose symbols they would fray. */
  readonly dash: string;
  readonly panel: string;
  readonly depth: number;
  readonly recall: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/** Points of the panels that are drawn: a panel a length, or one of all lengths where there is no other. */
export function curvePoints(finding: Finding | undefined, style: ChartStyle): readonly CurvePoint[] {
  const cells = recallCells(finding).filter((cell) => cell.estimate !== undefined);
  const labels = new Map(drawnSeries(finding?.rows ?? [], style).map((s) => [s.key, s.label]));
  const panels = drawnLengths(cells);
  return panels.flatMap((length) =>
    cells
      .filter((cell) => cell.length === length)
      .sort((a, b) => a.depth - b.depth)
      .flatMap((cell) => {
        const series = labels.get(seriesKey(cell.row)) ?? "";
        if (cell.estimate === undefined) return [];
        const { value, low, high } = cell.estimate;
        return {
          row: cell.row,
          kind: "point" as const,
          series,
          dash: series,
          panel: length === undefined ? "All lengths" : `${grouped(length)} tokens`,
          depth: cell.depth,
          recall: value,
          low,
          high,
          label: cellInWords(cell, series),
        };
      }),
  );
}

/** Lengths in order; at most eight, the shortest and the longest always among them. */
function drawnLengths(cells: readonly RecallCell[]): readonly (number | undefined)[] {
  const lengths = [...new Set(cells.flatMap((cell) => cell.length ?? []))].sort((a, b) => a - b);
  if (lengths.length === 0) return [undefined];
  return evenly(lengths, MOST_PANELS);
}
