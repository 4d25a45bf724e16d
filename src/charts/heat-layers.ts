import { type ChartStyle, NO_DATA, sized } from "./style.ts";

export interface HeatLayers {
  readonly style: ChartStyle;
  /** Pixels of a column. */
  readonly room: number;
  readonly depthTitle: string;
  /** Depths that are named below a panel. */
  readonly ticks: readonly number[];
  /** Whether some cell has no scored trial. */
  readonly holes: boolean;
  /** Whether there is room for recall and n in each cell. */
  readonly numbers: boolean;
}

/** The layers of one panel of the heat map. */
export function heatLayers({
  style,
  room,
  depthTitle,
  ticks,
  holes,
  numbers,
}: HeatLayers): readonly object[] {
  const size = (pixels: number): number => sized(pixels, style);
  const axis = { title: depthTitle, values: ticks, ...DEPTHS };
  return [
    ...(holes ? [emptyCells(axis), hatching(axis)] : []),
    scoredCells(axis, size),
    ...(numbers
      ? [
          // "100" in bold is 2.1 times as wide as high.
          numbersAt(axis, "recallText", Math.min(size(13), room / 2.3), "bold", -size(6)),
          numbersAt(axis, "countText", size(10), "normal", size(9)),
        ]
      : []),
  ];
}

const DEPTHS = {
  labelExpr: "format(datum.value * 100, '.0f') + ' %'",
  labelOverlap: true,
  grid: false,
};

function extentOf(axis: object): object {
  const x = { field: "left", type: "quantitative", axis, scale: { nice: false, zero: false } };
  return { x, x2: { field: "right" }, description: { field: "label", type: "nominal" } };
}

const emptyCells = (axis: object): object => ({
  transform: [{ filter: "!datum.scored" }],
  mark: { type: "rect", fill: NO_DATA, stroke: "white" },
  encoding: extentOf(axis),
});

// Slanted lines from a cell's upper to its lower edge; Vega has no pattern fill.
const hatching = (axis: object): object => ({
  transform: [{ filter: "!datum.scored" }, { flatten: ["hatchTop", "hatchBottom"] }],
  mark: { type: "rule", stroke: "#9a9a9a", strokeWidth: 1, aria: false },
  encoding: {
    x: { field: "hatchTop", type: "quantitative", axis },
    x2: { field: "hatchBottom" },
    y: { field: "length", type: "ordinal", bandPosition: 0 },
    y2: { field: "length", bandPosition: 1 },
  },
});

const scoredCells = (axis: object, size: (pixels: number) => number): object => ({
  transform: [{ filter: "datum.scored" }],
  mark: { type: "rect", stroke: "white" },
  encoding: {
    ...extentOf(axis),
    color: {
      field: "recall",
      type: "quantitative",
      title: "Recall",
      scale: { scheme: "viridis", domain: [0, 1] },
      legend: {
        orient: "top",
        direction: "horizontal",
        gradientLength: Math.min(size(260), 600),
        gradientThickness: size(12),
        values: [0, 0.25, 0.5, 0.75, 1],
        labelExpr: "format(datum.value * 100, '.0f') + ' %'",
        titleOrient: "left",
      },
    },
  },
});

function numbersAt(axis: object, field: string, fontSize: number, fontWeight: string, dy: number): object {
  return {
    transform: [{ filter: "datum.scored" }],
    mark: { type: "text", fontSize, fontWeight, dy, baseline: "middle", aria: false },
    encoding: {
      x: { field: "middle", type: "quantitative", axis },
      text: { field, type: "nominal" },
      // Viridis is dark below one half: white there, black above (contrast at least 4.4 throughout).
      color: { condition: { test: "datum.recall < 0.45", value: "white" }, value: "black" },
    },
  };
}
