import { html, type Markup, trusted } from "../markup.ts";
import type { Figure } from "../report-input.ts";
import { smallerSvg } from "../smaller-svg.ts";

/** A chart as inline SVG with its numbers as a table, or with a word on where they stand. */
export function figureSection(
  { chart, svg, finding }: Figure,
  table: Markup | undefined,
  pdf: boolean,
): Markup {
  return html`<figure class="chart" id="chart-${chart.name}">
<div class="scroll" tabindex="0" role="group" aria-label="${chart.title}">${trusted(inline(svg, chart.title, chart.caption))}</div>
<figcaption>${fileLinks(chart.name, pdf)} <a href="tables/${finding.name}.csv">CSV</a></figcaption>
${table === undefined ? undefined : html`<details><summary>The numbers of this chart</summary>${table}</details>`}
</figure>
`;
}

/** The files of a chart. */
export function fileLinks(name: string, pdf: boolean): Markup {
  return html`<a href="charts/${name}.svg">SVG</a> <a href="charts/${name}.png">PNG</a> ${pdf ? html`<a href="charts/${name}.pdf">PDF</a> ` : undefined}<a href="charts/${name}.vl.json">Vega-Lite</a>`;
}

/**
 * The SVG without what the page has no use for: a mark's title element is its accessible name (SVG-AAM 1.0),
 * and its role follows from that, so the equal aria-label can go, and with it a third of the page. Names of axes and
 * panels stand there as text; the caption names the interval's kind.
 */
function inline(svg: string, title: string, caption: string): string {
  const name = html`role="graphics-document" aria-label="${`${title}. ${caption}`}"`.markup;
  const bare = svg
    .replace(/ aria-label="[^"]*"( role="graphics-symbol")?(?=[^<]*><title>)/g, "")
    .replace(/ (?:class|aria-roledescription|version|xmlns|xmlns:xlink|pointer-events)="[^"]*"/g, "")
    .replace(/ role="graphics-symbol" aria-label="(?:[XY]-axis|Title text)[^"]*"/g, "")
    .replace(/, 0 unscored(?=<\/title>)/g, "")
    .replace(/(, \d+(?:\.\d+)? %) interval /g, "$1: ");
  return smallerSvg(bare).replace("<svg ", `<svg ${name} `);
}
