import type { Row } from "../findings.ts";
import { panelFacet } from "./panels.ts";
import { modelLabel } from "./series.ts";
import {
  type ChartStyle,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_DASHES,
  sized,
  symbolArea,
} from "./style.ts";
import { textWidth } from "./text-width.ts";

/** Lines over one number of a finding's groups, with interval bands where there are intervals; a panel a model. */
export interface PlainCurve {
  readonly rows: readonly Row[];
  /** Which line a row belongs to; undefined = it is not drawn. */
  line(row: Row): string | undefined;
  /** Where it stands. */
  x(row: Row): number;
  readonly xTitle: string;
  /** Vega expression of a label of the axis. */
  readonly xLabel?: string;
  readonly yTitle: string;
  readonly yLabel?: string;
  /** Of the y axis, where it does not begin at 0. */
  readonly zero?: boolean;
  readonly panel?: (row: Row) => string;
  readonly points?: boolean;
}

export const PERCENT = "format(datum.value * 100, '~g') + ' %'";

/** The body of a chart for `frame`; undefined where there is nothing to draw. */
export function plainCurve(
  curve: PlainCurve,
  style: ChartStyle,
): Readonly<Record<string, unknown>> | undefined {
  const values = curve.rows.flatMap((row) => {
    const line = curve.line(row);
    const e = row.estimate;
    if (line === undefined || e === undefined) return [];
    const panel = curve.panel?.(row) ?? modelLabel(row.group, style);
    const at = curve.x(row);
    return [
      {
        panel,
        line,
        at,
        value: e.value,
        low: e.low,
        high: e.high,
        n: e.n,
        label: `${panel}, ${line}, ${curve.xTitle} ${at}: ${Number(e.value.toPrecision(3))} (${Number(e.low.toPrecision(3))} to ${Number(e.high.toPrecision(3))}), n = ${e.n}`,
      },
    ];
  });
  if (values.length === 0) return undefined;
  const lines = [...new Set(values.map(({ line }) => line))];
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const pick = <T>(from: readonly T[]): readonly T[] => lines.map((_, i) => from[i % from.length] as T);
  const x = {
    field: "at",
    type: "quantitative",
    title: curve.xTitle,
    axis: axisOf(curve.xLabel),
    scale: { nice: false, zero: false },
  };
  const height = plotHeight(panels.length > 2 ? 150 : 220, style);
  // A title that is longer than the plot is high runs into the next one's; the caption names the unit too.
  const y = {
    field: "value",
    type: "quantitative",
    title: textWidth(curve.yTitle, sized(12.5, style), false) > height ? null : curve.yTitle,
    axis: axisOf(curve.yLabel),
    scale: { zero: curve.zero ?? true },
  };
  const narrow = style.look.name === "paper" || lines.some((line) => line.length > 34);
  // Lines, not dots: dashes tell them apart where colours do not.
  const legend = {
    orient: "top",
    columns: narrow ? 1 : 2,
    symbolType: "stroke",
    symbolSize: symbolArea(700, style),
    symbolStrokeWidth: sized(2, style),
    symbolOpacity: 1,
    title: null,
  };
  return {
    data: { values },
    spacing: sized(20, style),
    ...panelFacet({ field: "panel", names: panels, breaks: "[+(]|(?<=[,:]) " }, style),
    spec: {
      width: plotWidth(560, style),
      height,
      encoding: {
        color: {
          field: "line",
          type: "nominal",
          scale: { domain: lines, range: pick(SERIES_COLOURS) },
          legend,
        },
      },
      layer: [
        {
          mark: { type: "area", opacity: 0.13, aria: false },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
        },
        {
          mark: { type: "line", strokeWidth: sized(2, style), aria: false },
          encoding: {
            x,
            y,
            strokeDash: {
              field: "line",
              type: "nominal",
              scale: { domain: lines, range: pick(SERIES_DASHES) },
              legend,
            },
          },
        },
        ...(curve.points === false
          ? []
          : [
              {
                mark: { type: "point", filled: true, opacity: 1, size: symbolArea(36, style) },
                encoding: { x, y, description: { field: "label", type: "nominal" } },
              },
            ]),
      ],
    },
  };
}

function axisOf(labelExpr: string | undefined): object {
  return { labelOverlap: true, ...(labelExpr === undefined ? {} : { labelExpr }) };
}
