import type { Finding } from "../findings.ts";
import { estimatedMark, recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { type HeatCell, heatCells } from "./heat-cells.ts";
import { NO_DATA } from "./style.ts";

/** Panels up to which one column keeps the picture short enough. */
const MANY = 6;

const HEADER = { labelOrient: "top", labelAngle: 0, labelBaseline: "alphabetic", labelPadding: -3 };

const DEPTH_AXIS = {
  title: "Depth of the fact in the context (0 % = start, 100 % = end)",
  values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  labelExpr: "format(datum.value * 100, '.0f') + ' %'",
  labelOverlap: true,
  grid: false,
};

/** Context length x depth, one panel a series; recall and n in each cell, hatched where nothing was scored. */
export const heatMap: ChartMaker = {
  name: "heat-map",
  title: "Recall by context length and depth",
  needs: "recall-by-length-and-depth",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === heatMap.needs);
    const cells = heatCells(finding, style);
    if (finding === undefined || cells.length === 0) return undefined;
    const columns = Math.max(...countBy(cells, (cell) => `${cell.series}/${cell.length}`));
    const width = Math.min(Math.max(columns * 48, 260), 760);
    const room = width / columns;
    const numbers = room >= 30;
    const caption = recallCaption(
      finding.rows,
      numbers ? "scored trials in each cell (small figure)" : "scored trials in each cell",
      cells.some((cell) => cell.simulated),
    );
    const series = [...new Set(cells.map((cell) => cell.series))];
    const side = series.length > MANY && width <= 340;
    const field = { field: "series", type: "nominal", sort: series, title: null };
    return frame({ name: heatMap.name, title: heatMap.title, caption }, style, {
      data: { values: cells },
      spacing: 22,
      ...(side
        ? { columns: 2, facet: field, resolve: { axis: { x: "independent", y: "independent" } } }
        : { facet: { row: { ...field, header: HEADER } } }),
      spec: {
        width,
        height: { step: numbers ? 38 : 26 },
        encoding: {
          y: {
            field: "length",
            type: "ordinal",
            title: `Context length (tokens${estimatedMark(finding.rows)})`,
            axis: { labelExpr: "format(datum.value, ',')" },
          },
        },
        layer: [
          ...(cells.every((cell) => cell.scored) ? [] : [emptyCells, hatching]),
          scoredCells,
          ...(numbers ? [recallNumbers, trialCounts] : []),
        ],
      },
    });
  },
};

const x = { field: "left", type: "quantitative", axis: DEPTH_AXIS, scale: { nice: false, zero: false } };
const extent = { x, x2: { field: "right" }, description: { field: "label", type: "nominal" } };

const emptyCells = {
  transform: [{ filter: "!datum.scored" }],
  mark: { type: "rect", fill: NO_DATA, stroke: "white" },
  encoding: extent,
};

// Slanted lines from a cell's upper to its lower edge; Vega has no pattern fill.
const hatching = {
  transform: [{ filter: "!datum.scored" }, { flatten: ["hatchTop", "hatchBottom"] }],
  mark: { type: "rule", stroke: "#9a9a9a", strokeWidth: 1, aria: false },
  encoding: {
    x: { field: "hatchTop", type: "quantitative", axis: DEPTH_AXIS },
    x2: { field: "hatchBottom" },
    y: { field: "length", type: "ordinal", bandPosition: 0 },
    y2: { field: "length", bandPosition: 1 },
  },
};

const scoredCells = {
  transform: [{ filter: "datum.scored" }],
  mark: { type: "rect", stroke: "white" },
  encoding: {
    ...extent,
    color: {
      field: "recall",
      type: "quantitative",
      title: "Recall",
      scale: { scheme: "viridis", domain: [0, 1] },
      legend: {
        orient: "top",
        direction: "horizontal",
        gradientLength: 260,
        gradientThickness: 12,
        values: [0, 0.25, 0.5, 0.75, 1],
        labelExpr: "format(datum.value * 100, '.0f') + ' %'",
        titleOrient: "left",
      },
    },
  },
};

const recallNumbers = numbersAt("recallText", 13, "bold", -6);
const trialCounts = numbersAt("countText", 10, "normal", 9);

function numbersAt(field: string, fontSize: number, fontWeight: string, dy: number): object {
  return {
    transform: [{ filter: "datum.scored" }],
    mark: { type: "text", fontSize, fontWeight, dy, baseline: "middle", aria: false },
    encoding: {
      x: { field: "middle", type: "quantitative", axis: DEPTH_AXIS },
      text: { field, type: "nominal" },
      // Viridis is dark below one half: white there, black above (contrast at least 4.4 throughout).
      color: { condition: { test: "datum.recall < 0.45", value: "white" }, value: "black" },
    },
  };
}

function countBy(cells: readonly HeatCell[], key: (cell: HeatCell) => string): number[] {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(key(cell), (counts.get(key(cell)) ?? 0) + 1);
  return [...counts.values()];
}
