import { assertThat } from "../errors.ts";
import type { Chart, Finding } from "../findings.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { MM, type PageSize } from "./look.ts";
import type { ChartStyle } from "./style.ts";
import { renderSvg } from "./svg.ts";

/** A chart with its picture. */
export interface Drawn {
  readonly chart: Chart;
  readonly svg: string;
}

/** Plots that are thinner than this say nothing; the whole picture is then made smaller instead. */
const LEAST = 0.12;
const WIDEST = 2.5;

/**
 * Draws a chart so that it fills the page of its look. What surrounds the plots has its own size (type does not
 * shrink with the page), so two drawings tell how the picture grows with its plots, and the next one fits.
 * What still does not fit is scaled as a whole. `undefined` where the findings give no such chart.
 */
export async function drawChart(
  maker: ChartMaker,
  findings: readonly Finding[],
  style: ChartStyle,
): Promise<Drawn | undefined> {
  const draw = async (wide: number, high: number): Promise<Drawn | undefined> => {
    const chart = maker.make(findings, { ...style, look: { ...style.look, wide, high } });
    return chart && { chart, svg: await renderSvg(chart) };
  };
  const { page, wide, high } = style.look;
  if (page === undefined) return draw(wide, high);
  // Large, so that it is the plots and not the title that the picture is as wide as.
  const first = await draw(wide * 2, high * 2);
  const second = await draw(wide * 3, high * 3);
  if (first === undefined || second === undefined) return undefined;
  const [a, b] = [sizeOf(first.svg), sizeOf(second.svg)];
  const wider = (width: number): number => factor(wide, a.width, b.width, width);
  const taller = page.height === undefined ? high : factor(high, a.height, b.height, page.height);
  const fitted = await draw(wider(page.width), taller);
  const over = fitted && page.height !== undefined ? sizeOf(fitted.svg).height / page.height : 1;
  // A picture of many lines is scaled until they fit, and is then as much wider before.
  const final = over > 1.02 ? await draw(wider(page.width * Math.min(over, WIDEST)), taller) : fitted;
  return final && { ...final, svg: onPage(final.svg, page) };
}

/** The factor at which a picture has the wanted size, from its sizes at twice and three times a factor. */
function factor(at: number, twice: number, thrice: number, wanted: number): number {
  const growth = (thrice - twice) / at;
  return growth <= 0 ? at : Math.max(LEAST * at, 2 * at + (wanted - twice) / growth);
}

/** Gives a picture the size of its page: scaled as a whole, in the middle of a page that keeps its shape. */
export function onPage(svg: string, page: PageSize): string {
  const { width, height } = sizeOf(svg);
  const scale = Math.min(page.width / width, (page.height ?? Number.POSITIVE_INFINITY) / height);
  const [across, down] = [page.width / scale, (page.height ?? height * scale) / scale];
  const box = [(width - across) / 2, (height - down) / 2, across, down].map((n) => Math.round(n * 10) / 10);
  const long = (pixels: number): string =>
    page.unit === "mm" ? `${Math.round((pixels / MM) * 100) / 100}mm` : String(Math.round(pixels));
  const root = /^<svg[^>]*>/.exec(svg)?.[0] ?? "";
  const sized = root
    .replace(/ width="[^"]*"/, ` width="${long(across * scale)}"`)
    .replace(/ height="[^"]*"/, ` height="${long(down * scale)}"`)
    .replace(/ viewBox="[^"]*"/, ` viewBox="${box.join(" ")}"`);
  const ground = `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="white"/>`;
  return `${sized}${page.height === undefined ? "" : ground}${svg.slice(root.length)}`;
}

/** In CSS pixels, as Vega writes it. */
function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  assertThat(width !== undefined && height !== undefined, "internal", () => "SVG; must begin with its size");
  return { width: Number(width), height: Number(height) };
}
