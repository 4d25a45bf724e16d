import type { Finding } from "../findings.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { type CurveLayout, curveLayout } from "./curve-layout.ts";
import { frame } from "./frame.ts";
import { FAINT_INK } from "./style.ts";

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
    const drawn = finding.rows.filter((row) => lengths.has(row.group.length));
    const caption = [
      recallCaption(
        drawn,
        "scored trials a point",
        series.some((s) => s.simulated),
      ),
      references.length === 0 ? "" : "Dotted: floor (no document) and ceiling (only the fact).",
    ].join(" ");
    const labels = lines.map((line) => line.label);
    const legend = {
      orient: "top",
      columns: labels.some((l) => l.length > 34) ? 1 : 2,
      symbolSize: 90,
      symbolOpacity: 1,
      title: null,
    };
    const scaleOf = (range: readonly unknown[]): object => ({ domain: labels, range });
    return frame({ name: recallByDepth.name, title: recallByDepth.title, caption: caption.trim() }, style, {
      data: { values: [...points.map(({ row: _, ...point }) => point), ...references] },
      columns: layout.columns,
      spacing: 24,
      facet: { field: "panel", type: "nominal", sort: panels, title: null, ...headerOf(layout) },
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
            encoding: rules,
          },
          { transform: [onlyReferences], mark: referenceText, encoding: referenceNames },
          {
            transform: [onlyPoints],
            mark: { type: "area", opacity: 0.13, aria: false, tooltip: null },
            encoding: band,
          },
          {
            transform: [onlyPoints],
            mark: { type: "line", strokeWidth: 2.2, aria: false },
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
            mark: { type: "point", filled: true, size: 52, opacity: 1 },
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
function headerOf({ columns }: CurveLayout): object {
  return columns < 3 ? {} : { header: { labelExpr: "split(datum.value, ' \u00b7 ')", labelFontSize: 11 } };
}

const onlyPoints = { filter: "datum.kind === 'point'" };
const onlyReferences = { filter: "datum.kind === 'reference'" };
const recall = {
  field: "recall",
  type: "quantitative",
  title: "Recall",
  scale: { domain: [0, 1] },
  axis: { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: PERCENT },
};
const depth = {
  field: "depth",
  type: "quantitative",
  title: "Depth of the fact (0 % = start)",
  scale: { domain: [0, 1], nice: false },
  axis: { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: PERCENT },
};
const band = { x: depth, y: { ...recall, field: "low" }, y2: { field: "high" } };
const rules = {
  x: { ...depth, field: "from" },
  x2: { field: "to" },
  y: recall,
  color: { value: FAINT_INK },
  description: { field: "label", type: "nominal" },
};
const referenceText = { type: "text", align: "left", baseline: "middle", dx: 4, fontSize: 11, aria: false };
const referenceNames = {
  x: { ...depth, field: "to" },
  y: recall,
  color: { value: FAINT_INK },
  text: { field: "short", type: "nominal" },
};
