import type { Finding } from "../findings.ts";
import { type CurvePoint, curvePoints } from "./curve-points.ts";
import { evenly } from "./evenly.ts";
import { type Reference, referenceLines } from "./reference-lines.ts";
import { drawnSeries, type Series } from "./series.ts";
import {
  type ChartStyle,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_DASHES,
  SERIES_SHAPES,
} from "./style.ts";

const MOST_ON_SLIDE = 8;

/** What is a line and what is a panel. */
export interface CurveLayout {
  readonly series: readonly Series[];
  readonly points: readonly CurvePoint[];
  readonly references: readonly Reference[];
  readonly lines: readonly Pick<Series, "label" | "colour" | "shape" | "dash">[];
  readonly panels: readonly string[];
  /** Series that have a panel each, drawn or not; absent where lengths have. */
  readonly of?: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A panel a length with a line a series, floors and ceilings of all of them in each; or, where there are more series
 * than colours to tell them apart, a panel a series with a line a length, and its own floor and ceiling.
 */
export function curveLayout(
  finding: Finding,
  findings: readonly Finding[],
  style: ChartStyle,
): CurveLayout | undefined {
  const points = curvePoints(finding, style);
  if (points.length === 0) return undefined;
  const series = drawnSeries(finding.rows, style);
  return series.length > SERIES_COLOURS.length
    ? bySeries(series, points, findings, style)
    : byLength(series, points, findings, style);
}

function byLength(
  series: readonly Series[],
  points: readonly CurvePoint[],
  findings: readonly Finding[],
  style: ChartStyle,
): CurveLayout {
  const panels = [...new Set(points.map((point) => point.panel))];
  const single = panels.length === 1;
  return {
    series,
    points,
    references: referenceLines(findings, series, panels),
    lines: series,
    panels,
    columns: columnsOf(panels.length, style),
    width: plotWidth(single ? 640 : 320, style),
    height: plotHeight(single ? 320 : 210, style),
  };
}

/** Side by side: two, or as many as a slide takes. */
function columnsOf(panels: number, { look }: ChartStyle): number {
  return Math.min(panels, look.name === "slide" ? look.columns : 2);
}

function bySeries(
  series: readonly Series[],
  points: readonly CurvePoint[],
  findings: readonly Finding[],
  style: ChartStyle,
): CurveLayout {
  const lengths = [...new Set(points.map((point) => point.panel))];
  const all = series.filter(({ label }) => points.some((point) => point.series === label));
  // A slide keeps its shape, whatever it shows: of many panels none could be read.
  const drawn = style.look.page?.height === undefined ? all : evenly(all, MOST_ON_SLIDE);
  const labels = new Set(drawn.map(({ label }) => label));
  return {
    series: drawn,
    of: all.length,
    points: points
      .filter((point) => labels.has(point.series))
      .map((point) => ({ ...point, series: point.panel, dash: point.panel, panel: point.series })),
    references: drawn.flatMap((one) => withOneName(referenceLines(findings, [one], [one.label]))),
    lines: lengths.map((label, i) => ({
      label,
      colour: SERIES_COLOURS[i % SERIES_COLOURS.length] ?? "#000000",
      shape: SERIES_SHAPES[i % SERIES_SHAPES.length] ?? "circle",
      dash: SERIES_DASHES[i % SERIES_DASHES.length] ?? [1, 0],
    })),
    panels: drawn.map(({ label }) => label),
    columns: style.look.columns,
    width: plotWidth(190, style),
    height: plotHeight(110, style),
  };
}

/** Recall by which two names stand apart in a low panel. */
const APART = 0.14;

function withOneName(references: readonly Reference[]): readonly Reference[] {
  const [one, other] = references;
  if (one === undefined || other === undefined || Math.abs(one.recall - other.recall) >= APART)
    return references;
  return [
    { ...one, short: `${one.short}, ${other.short}` },
    { ...other, short: "" },
  ];
}
