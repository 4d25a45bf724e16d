import type { Chart } from "../findings.ts";
import { type ChartStyle, FAINT_INK, INK } from "./style.ts";
import { wrap } from "./wording.ts";

/** Title, caption and type size: what all charts of the project share. */
export function frame(
  chart: { readonly name: string; readonly title: string; readonly caption: string },
  style: ChartStyle,
  body: Readonly<Record<string, unknown>>,
): Chart {
  return {
    ...chart,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      description: `${chart.title}. ${chart.caption}`,
      title: { text: chart.title, subtitle: wrap(chart.caption, 96) },
      background: "white",
      padding: 14,
      autosize: { type: "pad" },
      ...body,
      config: {
        font: style.font,
        title: {
          anchor: "start",
          frame: "bounds",
          color: INK,
          fontSize: 17,
          subtitleColor: FAINT_INK,
          subtitleFontSize: 12,
          subtitleLineHeight: 17,
          subtitlePadding: 6,
          offset: 14,
        },
        axis: {
          labelColor: INK,
          titleColor: INK,
          labelFontSize: 12,
          titleFontSize: 12.5,
          titleFontWeight: "normal",
          titlePadding: 8,
          gridColor: "#e6e8eb",
          domainColor: "#8c959f",
          tickColor: "#8c959f",
          labelLimit: 0,
        },
        header: {
          labelColor: INK,
          labelFontSize: 13,
          labelFontWeight: "bold",
          labelAnchor: "start",
          labelLimit: 0,
        },
        legend: {
          labelColor: INK,
          titleColor: INK,
          labelFontSize: 12,
          titleFontSize: 12,
          labelLimit: 0,
          titleFontWeight: "normal",
        },
        view: { stroke: null },
      },
    },
  };
}
