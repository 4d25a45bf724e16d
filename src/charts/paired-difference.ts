import type { Finding, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { evenly } from "./evenly.ts";
import { brokenAt } from "./forest.ts";
import { frame } from "./frame.ts";
import {
  type ChartStyle,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_DASHES,
  sized,
  symbolArea,
} from "./style.ts";
import { visibleText } from "./visible-text.ts";
import { intervalName, points } from "./wording.ts";

const MOST_LINES = 5;
const MOST_PANELS = 6;
const POINTS = "datum.value === 0 ? '0' : format(datum.value * 100, '+.0f')";

/**
 * Recall of one model minus that of another at the same documents, over depth; a panel a pair and task, a line a
 * length. Rows "difference at depth", grouped by `model`, `against`, `task`, `length` (or none for all) and `depth`.
 */
export const pairedDifference: ChartMaker = {
  name: "paired-difference",
  title: "Difference of recall by depth, document by document",
  needs: "comparison",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === pairedDifference.needs);
    const rows = (finding?.rows ?? []).filter(
      (row) =>
        row.name === "difference at depth" &&
        (row.estimate?.n ?? 0) > 0 &&
        typeof row.group.depth === "number",
    );
    if (rows.length === 0) return undefined;
    const lengths = evenly(
      [...new Set(rows.map(lengthOf))].sort((a, b) => a - b),
      MOST_LINES,
    );
    const all = [...new Set(rows.map(panelOf))];
    const panels = evenly(all, MOST_PANELS);
    const drawn = rows.filter((row) => lengths.includes(lengthOf(row)) && panels.includes(panelOf(row)));
    const values = drawn.map(pointOf);
    const names = lengths.map(nameOf);
    const reach = Math.max(0.1, ...values.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
    const caption = `${recallCaption(
      drawn,
      "documents a point, asked of both",
      drawn.some((row) => row.group.simulated === true),
      { unscored: drawn.reduce((sum, { unscored }) => sum + unscored, 0), what: "common questions" },
    )} Above zero: the first model recalls more.${panels.length < all.length ? ` ${panels.length} of ${all.length} pairs are drawn.` : ""}`;
    const scale = { domain: names, range: names.map((_, i) => SERIES_COLOURS[i % SERIES_COLOURS.length]) };
    const dashes = { domain: names, range: names.map((_, i) => SERIES_DASHES[i % SERIES_DASHES.length]) };
    const legend =
      names.length > 1
        ? {
            ...{ orient: "top", title: null, columns: style.look.name === "paper" ? 2 : 5 },
            // Lines, not dots: dashes tell them apart where colours do not.
            ...{ symbolType: "stroke", symbolSize: symbolArea(700, style), symbolOpacity: 1 },
            symbolStrokeWidth: sized(2.2, style),
          }
        : null;
    const x = depthAxis(style);
    const y = differenceAxis(Math.ceil(reach * 10) / 10);
    const thickness = sized(2.2, style);
    return frame({ name: pairedDifference.name, title: pairedDifference.title, caption }, style, {
      data: { values },
      columns: style.look.name === "slide" ? Math.min(2, panels.length) : 1,
      spacing: sized(24, style),
      facet: { field: "panel", type: "nominal", sort: panels, title: null, ...headerOf(style) },
      spec: {
        width: plotWidth(600, style),
        height: plotHeight(220, style),
        encoding: { color: { field: "length", type: "nominal", scale, legend } },
        layer: [
          {
            mark: { type: "rule", stroke: "#6e7781", aria: false },
            encoding: { y: { datum: 0 }, color: { value: "#6e7781" } },
          },
          {
            mark: { type: "area", opacity: 0.13, aria: false },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
          },
          {
            mark: { type: "line", strokeWidth: thickness, aria: false },
            encoding: { x, y, strokeDash: { field: "length", type: "nominal", scale: dashes, legend } },
          },
          {
            mark: { type: "point", filled: true, size: symbolArea(52, style), opacity: 1 },
            encoding: { x, y, description: { field: "label", type: "nominal" } },
          },
        ],
      },
      resolve: { axis: { x: "independent", y: "independent" } },
    });
  },
};

/** Where room is dear a pair stands on two lines. */
function headerOf({ look }: ChartStyle): object {
  return look.dense ? { header: { labelExpr: brokenAt("minus ") } } : {};
}

function depthAxis({ look }: ChartStyle): object {
  return {
    field: "depth",
    type: "quantitative",
    title: "Depth of the fact (0 % = start)",
    scale: { domain: [0, 1], nice: false },
    axis: { values: look.ticks, labelExpr: "format(datum.value * 100, '.0f') + ' %'" },
  };
}

function differenceAxis(reach: number): object {
  const scale = { domain: [-reach, reach], nice: false };
  return {
    field: "difference",
    type: "quantitative",
    title: "Difference (points)",
    scale,
    axis: { labelExpr: POINTS, tickCount: 5 },
  };
}

function panelOf({ group: { model, against, task } }: Row): string {
  return `${visibleText(String(model))} minus ${visibleText(String(against))} \u00b7 ${visibleText(String(task))}`;
}

function pointOf(row: Row) {
  const { depth, realisedDepth } = row.group;
  const { value = 0, low = 0, high = 0, n = 0, method = "" } = row.estimate ?? {};
  const panel = panelOf(row);
  const place = Number(realisedDepth ?? depth);
  const length = nameOf(lengthOf(row));
  return {
    panel,
    length,
    depth: place,
    difference: value,
    low,
    high,
    label: `${panel}, ${length}, depth ${percent(place)}: ${points(value)} (n = ${grouped(n)}, ${intervalName(method)} ${points(low)} to ${points(high)}), ${grouped(row.unscored)} unscored`,
  };
}

/** All lengths together come last. */
function lengthOf(row: Row): number {
  return typeof row.group.length === "number" ? row.group.length : Number.POSITIVE_INFINITY;
}

function nameOf(length: number): string {
  return Number.isFinite(length) ? `${grouped(length)} tokens` : "all lengths";
}
