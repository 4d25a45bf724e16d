import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";
import type { VerdictSummary } from "../verdict-summary.ts";

/** The answer first, in big plain words; one card a model. */
export function verdictSection(summaries: readonly VerdictSummary[]): Markup {
  if (summaries.length === 0)
    return html`<p class="verdict">No verdict: too few depths or trials to compare the middle with the edges.</p>`;
  return html`<div class="cards">${summaries.map(card)}</div>`;
}

function card({ series, headline, verdict, sentences }: VerdictSummary): Markup {
  const [first, ...others] = sentences;
  const more = html`<details><summary>At the other lengths</summary><ul>${others.map((s) => html`<li>${breakable(s)}</li>`)}</ul></details>`;
  return html`<article class="card v-${verdict.replaceAll(" ", "-")}">
<h2>${breakable(series.label)}</h2>
<p class="verdict">${headline}</p>
${first === undefined ? undefined : html`<p>${breakable(first)}</p>`}
${others.length === 0 ? undefined : more}
</article>
`;
}
