import type { Chart } from "../findings.ts";
import { type ChartStyle, FAINT_INK, INK, sized } from "./style.ts";
import { textWidth } from "./text-width.ts";
import { wrap } from "./wrap.ts";

const PADDING = 14;
const TITLE = 17;

/** Title, caption and type size: what all charts of the project share. */
export function frame(
  chart: { readonly name: string; readonly title: string; readonly caption: string },
  style: ChartStyle,
  body: Readonly<Record<string, unknown>>,
): Chart {
  const size = (pixels: number): number => sized(pixels, style);
  return {
    ...chart,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      description: `${chart.title}. ${chart.caption}`,
      title: {
        text: lines(chart.title, TITLE, true, style),
        subtitle: lines(chart.caption, 12, false, style),
      },
      background: "white",
      padding: size(PADDING),
      autosize: { type: "pad" },
      ...body,
      config: {
        font: style.font,
        title: {
          anchor: "start",
          frame: "bounds",
          color: INK,
          fontSize: size(TITLE),
          subtitleColor: FAINT_INK,
          subtitleFontSize: size(12),
          subtitleLineHeight: size(17),
          subtitlePadding: size(6),
          offset: size(14),
        },
        axis: {
          labelColor: INK,
          titleColor: INK,
          labelFontSize: size(12),
          titleFontSize: size(12.5),
          titleFontWeight: "normal",
          titlePadding: size(8),
          gridColor: "#e6e8eb",
          domainColor: "#8c959f",
          tickColor: "#8c959f",
          labelLimit: 0,
          // Else labels that touch without overlap read as one number.
          labelSeparation: size(4),
        },
        header: {
          labelColor: INK,
          labelFontSize: size(13),
          labelFontWeight: "bold",
          labelAnchor: "start",
          labelLimit: 0,
        },
        legend: {
          labelColor: INK,
          titleColor: INK,
          labelFontSize: size(12),
          titleFontSize: size(12),
          labelLimit: 0,
          titleFontWeight: "normal",
        },
        view: { stroke: null },
      },
    },
  };
}

/** A text in lines that fit the picture: on the web 96 characters, else what its page is wide. */
function lines(text: string, fontSize: number, bold: boolean, style: ChartStyle): string | string[] {
  const { page } = style.look;
  if (page === undefined) return bold ? text : wrap(text, 96);
  const room = page.width - 2 * sized(PADDING, style);
  const average = textWidth(text, sized(fontSize, style), bold) / text.length;
  const wrapped = wrap(text, Math.floor(room / average) - 2);
  return wrapped.length === 1 ? text : wrapped;
}
