import type { Finding } from "../findings.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { evenly } from "./evenly.ts";
import { forestPanel, PANEL_HEADER } from "./forest.ts";
import { frame } from "./frame.ts";
import { type GapLine, gapLines } from "./gap-lines.ts";
import { plotWidth, sized } from "./style.ts";

const MOST_PANELS = 6;

/** Forest plot over models: a line a series, a panel a length; the weakest middle of the longest length on top. */
export const gapByModel: ChartMaker = {
  name: "gap-by-model",
  title: "Middle gap of the models, side by side",
  needs: "middle-gap",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === gapByModel.needs);
    const { series, lines: all, captionOf } = gapLines(finding, style);
    // One model alone is what the plot of middle gaps shows.
    if (series.length < 2) return undefined;
    const panels = evenly([...new Set([...all].sort(byLength).map((line) => line.length))], MOST_PANELS);
    const lines = all.filter((line) => panels.includes(line.length));
    const caption = captionOf(lines);
    const forest = {
      line: "series",
      names: ranked(lines, panels),
      width: plotWidth(400, style),
      least: Math.min(...lines.map((line) => line.low)),
      most: Math.max(...lines.map((line) => line.high)),
    };
    return frame({ name: gapByModel.name, title: gapByModel.title, caption }, style, {
      data: { values: lines.map(({ row: _, ...line }) => line) },
      spacing: sized(18, style),
      facet: { row: { field: "length", type: "nominal", sort: panels, title: null, header: PANEL_HEADER } },
      spec: forestPanel(forest, style),
      resolve: { scale: { y: "independent" } },
    });
  },
};

/** Names from the largest gap to the smallest, at the longest length at which a series was asked. */
function ranked(lines: readonly GapLine[], panels: readonly string[]): readonly string[] {
  const last = new Map<string, GapLine>();
  for (const panel of panels)
    for (const line of lines) if (line.length === panel) last.set(line.series, line);
  return [...last.values()].sort((a, b) => b.gap - a.gap).map((line) => line.series);
}

function byLength(a: GapLine, b: GapLine): number {
  const tokens = ({ row }: GapLine): number => Number(row.group.length ?? Number.POSITIVE_INFINITY);
  return tokens(a) - tokens(b);
}
