import type { Finding } from "../findings.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { forestPanel, PANEL_HEADER } from "./forest.ts";
import { frame } from "./frame.ts";
import { gapLines } from "./gap-lines.ts";
import { plotWidth, sized } from "./style.ts";

/** Forest plot: edge minus middle recall with its interval, a line a length, a panel a series. */
export const middleGap: ChartMaker = {
  name: "middle-gap",
  title: "Middle gap: recall at the edges minus recall in the middle",
  needs: "middle-gap",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === middleGap.needs);
    const { series, lines, captionOf } = gapLines(finding, style);
    if (lines.length === 0) return undefined;
    const caption = captionOf(lines);
    const forest = {
      line: "length",
      names: [...new Set(lines.map((line) => line.length))],
      width: plotWidth(460, style),
      least: Math.min(...lines.map((line) => line.low)),
      most: Math.max(...lines.map((line) => line.high)),
    };
    return frame({ name: middleGap.name, title: middleGap.title, caption }, style, {
      data: { values: lines.map(({ row: _, ...line }) => line) },
      spacing: sized(18, style),
      facet: {
        row: {
          field: "series",
          type: "nominal",
          sort: series.map((s) => s.label),
          title: null,
          header: PANEL_HEADER,
        },
      },
      spec: forestPanel(forest, style),
    });
  },
};
