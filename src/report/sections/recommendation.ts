import { modelLabel } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import type { Finding } from "../../findings.ts";
import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";

/** What was asked in orders of chunks: which to use, a card a model and number of chunks. */
export function recommendationSection({ rows }: Finding, style: ChartStyle): Markup {
  const said = rows.filter(({ name }) => name === "recommendation");
  return html`<div class="cards">${said.map(
    ({ group, verdict = "", sentence = "" }) => html`<article class="card">
<h2>${breakable(`${modelLabel(group, style)}, ${group.chunks} chunks`)}</h2>
<p class="verdict">${headline(verdict, String(group.order ?? "rank"))}</p>
<p>${breakable(sentence)}</p>
</article>
`,
  )}</div>`;
}

function headline(verdict: string, order: string): string {
  switch (verdict) {
    case "better":
      return `use ${order}`;
    case "first":
      return `keep ${order}`;
    case "equivalent":
      return "no order is better than another";
    default:
      return "not decided";
  }
}
