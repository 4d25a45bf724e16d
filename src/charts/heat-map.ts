import type { Finding } from "../findings.ts";
import { estimatedMark, recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { type HeatCell, heatCells } from "./heat-cells.ts";
import { heatLayers } from "./heat-layers.ts";
import { panelColumns, panelFacet } from "./panels.ts";
import { oneModelSentence } from "./series.ts";
import { type ChartStyle, plotWidth, sized } from "./style.ts";
import { textWidth } from "./text-width.ts";

/** Panels up to which one column keeps the picture short enough. */
const MANY = 6;

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
    const width = plotWidth(Math.min(Math.max(columns * 48, 260), 760), style);
    const room = width / columns;
    const numbers = room >= sized(30, style) || (style.look.page !== undefined && room >= sized(18, style));
    const step = Math.round((numbers ? 38 : 26) * style.look.type);
    const lines = Math.min(...countBy(uniqueLines(cells), (cell) => cell.series));
    const told = recallCaption(
      finding.rows,
      numbers ? "scored trials in each cell (small figure)" : "scored trials in each cell",
      cells.some((cell) => cell.simulated),
    );
    const caption = `${oneModelSentence(finding.rows, style)} ${told}`.trimStart();
    const series = [...new Set(cells.map((cell) => cell.series))];
    const many = series.length > MANY && style.look.name === "web" && width <= 340;
    const side = many || panelColumns(series.length, style) > 1;
    const field = { field: "series", type: "nominal", sort: series, title: null };
    return frame({ name: heatMap.name, title: heatMap.title, caption }, style, {
      data: { values: cells },
      spacing: sized(22, style),
      ...(many ? { columns: 2, facet: field } : panelFacet({ field: "series", names: series }, style)),
      ...(side ? { resolve: { axis: { x: "independent", y: "independent" } } } : {}),
      spec: {
        width,
        height: { step },
        encoding: {
          y: {
            field: "length",
            type: "ordinal",
            title: lengthTitle(
              `${side ? "Length" : "Context length"} (tokens${estimatedMark(finding.rows)})`,
              series.length === 1 ? Number.POSITIVE_INFINITY : lines * step + sized(46, style),
              style,
            ),
            axis: { labelExpr: "format(datum.value, ',')" },
          },
        },
        layer: heatLayers({
          style,
          room,
          ticks: ticksOf(cells),
          depthTitle:
            side || style.look.name === "paper"
              ? "Depth of the fact (0 % = start)"
              : "Depth of the fact in the context (0 % = start, 100 % = end)",
          holes: !cells.every((cell) => cell.scored),
          numbers,
        }),
      },
    });
  },
};

const TENTHS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const MOST_NAMED = 13;

/** The asked depths, where they are few and those of every line; else an even scale. */
function ticksOf(cells: readonly HeatCell[]): readonly number[] {
  const depths = [...new Set(cells.map((cell) => cell.asked))].sort((a, b) => a - b);
  const lines = countBy(cells, (cell) => `${cell.series}/${cell.length}`);
  return depths.length <= MOST_NAMED && lines.every((n) => n === depths.length) ? depths : TENTHS;
}

function uniqueLines(cells: readonly HeatCell[]): readonly HeatCell[] {
  return cells.filter((cell, i) => {
    const before = cells[i - 1];
    return before === undefined || before.series !== cell.series || before.length !== cell.length;
  });
}

/** A title that is longer than the way to the next panel runs into that one's. */
function lengthTitle(title: string, room: number, style: ChartStyle): string {
  return textWidth(title, sized(12.5, style), false) <= room ? title : "Tokens";
}

function countBy(cells: readonly HeatCell[], key: (cell: HeatCell) => string): number[] {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(key(cell), (counts.get(key(cell)) ?? 0) + 1);
  return [...counts.values()];
}
