import type { ChartStyle } from "../../charts/style.ts";
import type { Finding } from "../../findings.ts";
import { breakable } from "../breakable.ts";
import { type ComparedTask, comparedTasks, notCompared, RANK_HEADS } from "../comparison-parts.ts";
import { html, type Markup } from "../markup.ts";

/** Who recalls more on the questions that all were asked, and what was not common; a card a task. */
export function comparisonSection(
  comparison: Finding,
  findings: readonly Finding[],
  style: ChartStyle,
): Markup {
  const left = notCompared(comparison, findings);
  return html`<section aria-label="Comparison">
<p>Paired question by question: only what every model was asked, and every one has a score for, counts here. Ranks are all those that a model may truly have, after Holm over all pairs.</p>
${comparedTasks(comparison, style).map(taskCard)}
${left.length === 0 ? html`<p>Every question was common to all.</p>` : html`<div class="caution" id="not-common"><h3>Not compared</h3><ul>${left.map((text) => html`<li>${breakable(text)}</li>`)}</ul></div>`}
</section>
`;
}

function taskCard({ task, ranking, sentences }: ComparedTask): Markup {
  return html`<article class="card"><h2>${task}</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Ranking"><table class="ranking">
<thead><tr><th scope="col">model${RANK_HEADS.map((head) => html`<th scope="col">${head}`)}</thead>
<tbody>${ranking.map(
    ({ model, ranks, recall, interval, n, unscored }) =>
      html`<tr><th scope="row">${breakable(model)}${[ranks, recall, interval, n, unscored].map((text) => html`<td>${text}`)}\n`,
  )}</tbody></table></div>
<ul>${sentences.map(({ verdict, sentence }) => html`<li><b>${verdict}</b>: ${breakable(sentence)}</li>`)}</ul></article>
`;
}
