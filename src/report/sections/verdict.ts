import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";
import { OUT_OF_REACH_HEADS, type OutOfReach } from "../out-of-reach.ts";
import type { VerdictSummary } from "../verdict-summary.ts";

/** The answer first, in big plain words; one card a model and task, those above its ability in one table. */
export function verdictSection(summaries: readonly VerdictSummary[], floors: readonly OutOfReach[]): Markup {
  if (summaries.length === 0)
    return html`<p class="verdict">No verdict: too few depths or trials to compare the middle with the edges.</p>`;
  const within = summaries.filter(({ series }) => !floors.some((floor) => floor.series.key === series.key));
  return html`<div class="cards">${within.map(card)}</div>
${floors.length === 0 ? undefined : floorTable(floors)}`;
}

function floorTable(floors: readonly OutOfReach[]): Markup {
  return html`<article class="card floors" id="above-ability"><h2>Above the model's ability</h2>
<p>Here the fact alone is not enough for an answer, so nothing is said about the middle. What is recalled all the same:</p>
<div class="scroll" tabindex="0" role="group" aria-label="Tasks above the model's ability"><table>
<thead><tr><th scope="col">recall${OUT_OF_REACH_HEADS.map((head) => html`<th scope="col">${head}`)}</thead>
<tbody>${floors.map(({ series, context, alone, without }) => html`<tr><th scope="row">${series.label}<td>${context}<td>${alone}<td>${without}\n`)}</tbody></table></div></article>`;
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
