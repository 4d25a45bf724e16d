import type { Finding, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { brokenAt } from "./forest.ts";
import { frame } from "./frame.ts";
import { modelLabel } from "./series.ts";
import {
  type ChartStyle,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_DASHES,
  SERIES_SHAPES,
  sized,
  symbolArea,
} from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** Lines that can be told apart where each has a band. */
const MOST_LINES = 3;
const CHUNKS = "by chunks";
const TOKENS = "by prompt tokens";

/** Recall over the number of chunks, and over the prompt's tokens beside it: a line an order, two panels a model. */
export const chunkCounts: ChartMaker = {
  name: "chunk-counts",
  title: "Recall by number of chunks",
  needs: "chunk-counts",
  make(findings, style) {
    const rows = findings.find(({ name }: Finding) => name === chunkCounts.needs)?.rows ?? [];
    const recall = rows.filter(({ name, estimate }) => name === "recall" && estimate);
    if (recall.length === 0) return undefined;
    const all = [...new Set(recall.map(({ group }) => String(group.order)))];
    const drawn = all.length <= MOST_LINES ? all : chosen(all, recall);
    const values = recall
      .filter(({ group }) => drawn.includes(String(group.order)))
      .flatMap((row) => pointsOf(row, rows, style));
    const lines = drawn.map(visibleText);
    const panels = [...new Set(values.map(({ panel }) => panel))];
    const unscored = Math.max(...recall.map((row) => row.unscored));
    const left =
      drawn.length < all.length
        ? ` ${drawn.length} of ${all.length} orders are drawn: rank, and the best and the worst on average; the table has all.`
        : "";
    const caption = `Share of questions answered right, with 95 % intervals (Wilson); the same n = ${Math.min(...recall.map(({ estimate }) => estimate?.n ?? 0)).toLocaleString("en")} questions at every point of a panel${unscored > 0 ? `; up to ${unscored} left out because one was not scored` : ""}.${left}`;
    const scaleOf = (range: readonly unknown[]): object => ({
      domain: lines,
      range: range.slice(0, lines.length),
    });
    const x = {
      field: "x",
      type: "quantitative",
      title: null,
      scale: { zero: false, padding: sized(10, style) },
      axis: { tickCount: style.look.dense ? 3 : 5, labelExpr: "format(datum.value, ',')" },
    };
    const y = {
      field: "recall",
      type: "quantitative",
      title: style.look.dense ? null : "Recall",
      scale: { domain: [0, 1] },
      axis: { values: style.look.ticks, labelExpr: "format(datum.value * 100, '.0f') + ' %'" },
    };
    const legend = {
      orient: "top",
      title: null,
      symbolSize: symbolArea(90, style),
      symbolOpacity: 1,
      columns: style.look.name === "paper" ? 1 : 3,
    };
    const colour = { field: "order", type: "nominal", scale: scaleOf(SERIES_COLOURS), legend };
    return frame({ name: chunkCounts.name, title: chunkCounts.title, caption }, style, {
      data: { values },
      spacing: { row: sized(34, style), column: sized(24, style) },
      // A slide is low: both panels of two models in a line of it.
      columns: style.look.name === "slide" && panels.length > 2 ? 4 : 2,
      facet: { field: "panel", type: "nominal", sort: panels, title: null, header: headerOf(style) },
      spec: {
        width: plotWidth(style.look.name === "paper" ? 240 : 290, style),
        height: plotHeight(200, style),
        encoding: { color: colour },
        layer: [
          {
            mark: { type: "area", opacity: 0.13, aria: false },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
          },
          {
            mark: { type: "line", strokeWidth: sized(2.2, style), aria: false },
            encoding: {
              x,
              y,
              strokeDash: { field: "order", type: "nominal", scale: scaleOf(SERIES_DASHES), legend: null },
            },
          },
          {
            mark: { type: "point", filled: true, size: symbolArea(60, style), opacity: 1 },
            encoding: {
              ...{ x, y },
              shape: { field: "order", type: "nominal", scale: scaleOf(SERIES_SHAPES), legend },
              description: { field: "label", type: "nominal" },
            },
          },
        ],
      },
      resolve: { scale: { x: "independent" }, axis: { x: "independent", y: "independent" } },
    });
  },
};

/** `rank`, and the best and the worst of the others on average over all numbers and models. */
function chosen(all: readonly string[], recall: readonly Row[]): readonly string[] {
  const [first = "", ...others] = all;
  const mean = (order: string): number =>
    recall
      .filter(({ group }) => group.order === order)
      .reduce((sum, { estimate }, _, own) => sum + (estimate?.value ?? 0) / own.length, 0);
  const sorted = [...others].sort((a, b) => mean(b) - mean(a));
  return [first, ...sorted.slice(0, 1), ...sorted.slice(-1)];
}

function pointsOf({ group, estimate }: Row, rows: readonly Row[], style: ChartStyle) {
  const { value = 0, low = 0, high = 0, n = 0 } = estimate ?? {};
  const tokens = rows.find(
    (row) =>
      row.name === "prompt tokens" &&
      row.group.model === group.model &&
      row.group.order === group.order &&
      row.group.chunks === group.chunks,
  )?.estimate?.value;
  const panel = modelLabel(group, style);
  const order = visibleText(String(group.order));
  const label = `${panel}, ${order}, ${group.chunks} chunks${tokens === undefined ? "" : ` (${Math.round(tokens).toLocaleString("en")} tokens)`}: ${percent(value)} right (${Math.round(100 * low)} to ${Math.round(100 * high)}), n = ${n}`;
  // A break takes the place of the dot where room is dear.
  const between = style.look.dense ? " " : " \u00b7 ";
  const point = { order, recall: value, low, high, label };
  return [
    { ...point, panel: `${panel}${between}${CHUNKS}`, x: Number(group.chunks) },
    ...(tokens === undefined ? [] : [{ ...point, panel: `${panel}${between}${TOKENS}`, x: tokens }]),
  ];
}

/** Model and axis above a panel, one below the other; in a narrow picture a name breaks before its cache and its mark. */
function headerOf(style: ChartStyle): object {
  if (style.look.name === "web") return { labelExpr: "split(datum.value, ' \u00b7 ')" };
  return { labelExpr: brokenAt("[+(]|by "), labelLineHeight: sized(14, style) };
}
