import type { Finding } from "../findings.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { type CurveLayout, curveLayout } from "./curve-layout.ts";
import { frame } from "./frame.ts";
import { oneModelSentence, seriesKey } from "./series.ts";
import { type ChartStyle, FAINT_INK, sized, symbolArea } from "./style.ts";

const PERCENT = "format(datum.value * 100, '.0f') + ' %'";

/** Recall over depth with interval bands, floor and ceiling beside them; lines and panels as `curveLayout` says. */
export const recallByDepth: ChartMaker = {
  name: "recall-by-depth",
  title: "Recall by depth of the fact",
  needs: "recall-by-depth",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === recallByDepth.needs);
    const layout = finding && curveLayout(finding, findings, style);
    if (finding === undefined || layout === undefined) return undefined;
    const { series, points, panels, references, lines } = layout;
    const lengths = new Set(points.map((point) => point.row.group.length));
    const keys = new Set(series.map(({ key }) => key));
    const drawn = finding.rows.filter((row) => lengths.has(row.group.length) && keys.has(seriesKey(row)));
    const caption = [
      oneModelSentence(finding.rows, style),
      recallCaption(
        drawn,
        "scored trials a point",
        series.some((s) => s.simulated),
      ),
      references.length === 0 ? "" : "Dotted: floor (no document) and ceiling (only the fact).",
      (layout.of ?? 0) > panels.length ? `${panels.length} of ${layout.of} tasks and models are drawn.` : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
    const labels = lines.map((line) => line.label);
    const legend = {
      orient: "top",
      columns: style.look.name === "paper" || labels.some((l) => l.length > 34) ? 1 : 2,
      symbolSize: symbolArea(90, style),
      symbolOpacity: 1,
      title: null,
    };
    const recall = recallOf(style);
    const depth = depthOf(style);
    const thickness = sized(2.2, style);
    const scaleOf = (range: readonly unknown[]): object => ({ domain: labels, range });
    return frame({ name: recallByDepth.name, title: recallByDepth.title, caption }, style, {
      data: { values: [...points.map(({ row: _, ...point }) => point), ...references] },
      columns: layout.columns,
      spacing: sized(style.look.dense ? 16 : 24, style),
      facet: { field: "panel", type: "nominal", sort: panels, title: null, ...headerOf(layout, style) },
      spec: {
        width: layout.width,
        height: layout.height,
        encoding: {
          color: {
            field: "series",
            type: "nominal",
            scale: scaleOf(lines.map((line) => line.colour)),
            legend,
          },
        },
        layer: [
          {
            transform: [onlyReferences],
            mark: { type: "rule", strokeDash: [1, 3], strokeWidth: 1.5, clip: true },
            encoding: rulesOf(depth, recall),
          },
          { transform: [onlyReferences], mark: referenceText(style), encoding: namesOf(depth, recall) },
          {
            transform: [onlyPoints],
            mark: { type: "area", opacity: 0.13, aria: false, tooltip: null },
            encoding: { x: depth, y: { ...recall, field: "low" }, y2: { field: "high" } },
          },
          {
            transform: [onlyPoints],
            mark: { type: "line", strokeWidth: thickness, aria: false },
            encoding: {
              x: depth,
              y: recall,
              strokeDash: {
                field: "dash",
                type: "nominal",
                scale: scaleOf(lines.map((line) => line.dash)),
                legend: null,
              },
            },
          },
          {
            transform: [onlyPoints],
            mark: { type: "point", filled: true, size: symbolArea(52, style), opacity: 1 },
            encoding: {
              x: depth,
              y: recall,
              shape: {
                field: "series",
                type: "nominal",
                scale: scaleOf(lines.map((line) => line.shape)),
                legend,
              },
              description: { field: "label", type: "nominal" },
            },
          },
        ],
      },
      resolve: { axis: { x: "independent", y: "independent" } },
    });
  },
};

/** Model and task above a narrow panel, one below the other. */
function headerOf({ columns }: CurveLayout, style: ChartStyle): object {
  return columns < 3
    ? {}
    : { header: { labelExpr: "split(datum.value, ' \u00b7 ')", labelFontSize: sized(11, style) } };
}

const onlyPoints = { filter: "datum.kind === 'point'" };
const onlyReferences = { filter: "datum.kind === 'reference'" };

function recallOf({ look }: ChartStyle): object {
  return {
    field: "recall",
    type: "quantitative",
    title: look.dense ? null : "Recall",
    scale: { domain: [0, 1] },
    axis: { values: look.ticks, labelExpr: PERCENT },
  };
}

function depthOf({ look }: ChartStyle): object {
  return {
    field: "depth",
    type: "quantitative",
    title: look.dense ? "Depth (0 % = start)" : "Depth of the fact (0 % = start)",
    scale: { domain: [0, 1], nice: false },
    axis: { values: look.ticks, labelExpr: PERCENT },
  };
}

function rulesOf(depth: object, recall: object): object {
  return {
    x: { ...depth, field: "from" },
    x2: { field: "to" },
    y: recall,
    color: { value: FAINT_INK },
    description: { field: "label", type: "nominal" },
  };
}

function referenceText(style: ChartStyle): object {
  const place = style.look.dense
    ? { align: "right", baseline: "bottom", dx: -2, dy: -1 }
    : { align: "left", baseline: "middle", dx: 4 };
  return { type: "text", ...place, fontSize: sized(11, style), aria: false };
}

function namesOf(depth: object, recall: object): object {
  return {
    x: { ...depth, field: "to" },
    y: recall,
    color: { value: FAINT_INK },
    text: { field: "short", type: "nominal" },
  };
}
