import { html, type Markup, trusted } from "../markup.ts";
import type { Figure } from "../report-input.ts";

/** A chart as inline SVG with its numbers as a table. */
export function figureSection({ chart, svg }: Figure, table: Markup): Markup {
  return html`<figure class="chart" id="chart-${chart.name}">
<div class="scroll" tabindex="0" role="group" aria-label="${chart.title}">${trusted(inline(svg, chart.title, chart.caption))}</div>
<figcaption><a href="charts/${chart.name}.svg">SVG</a> <a href="charts/${chart.name}.png">PNG</a> <a href="charts/${chart.name}.vl.json">Vega-Lite</a></figcaption>
<details><summary>The numbers of this chart</summary>${table}</details>
</figure>
`;
}

/**
 * The SVG without what the page has no use for: a mark's title element is its accessible name (SVG-AAM 1.0),
 * and its role follows from that, so the equal aria-label can go, and with it a third of the page.
 */
function inline(svg: string, title: string, caption: string): string {
  const name = html`role="graphics-document" aria-label="${`${title}. ${caption}`}"`.markup;
  return svg
    .replace(/ aria-label="[^"]*"( role="graphics-symbol")?(?=[^<]*><title>)/g, "")
    .replace(/ (?:class|aria-roledescription|version|xmlns|xmlns:xlink|pointer-events)="[^"]*"/g, "")
    .replace(/<text transform="translate\(([-\d.]+),([-\d.]+)\)">(?!<)/g, '<text x="$1" y="$2">')
    .replace("<svg ", `<svg ${name} `);
}
