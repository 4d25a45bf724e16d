import { modelLabel } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import { grouped, percent } from "../../charts/wording.ts";
import type { Excerpt, SourceRow, Trial } from "../../record.ts";
import { cut } from "../cut.ts";
import { html, type Markup } from "../markup.ts";
import { outcomeOf } from "../sample-trials.ts";

const LONGEST_ANSWER = 600;
const KINDS = [
  ["all", "all"],
  ["miss", "misses"],
  ["unscored", "not scored"],
  ["hit", "hits"],
] as const;

/** Trials to look at; the radio buttons filter by style sheet alone, and without one all are shown. */
export function samplesSection(
  shown: readonly Trial[],
  total: number,
  excerpts: readonly Excerpt[],
  style: ChartStyle,
): Markup {
  const byId = new Map(excerpts.map((excerpt) => [excerpt.trialId, excerpt]));
  const count = (kind: string): number =>
    kind === "all" ? shown.length : shown.filter((trial) => outcomeOf(trial) === kind).length;
  const buttons = KINDS.map(
    ([kind, words]) =>
      html`<label><input type="radio" name="show" value="${kind}"${kind === "all" ? html` checked` : undefined}> ${words} (${count(kind)})</label> `,
  );
  return html`<section class="samples" aria-labelledby="samples"><h2 id="samples">Trials to look at</h2>
<p>${grouped(shown.length)} of ${grouped(total)} trials, misses first. What a model wrote is shown as text; characters that hide are spelled out.</p>
<fieldset><legend>Show</legend>${buttons}</fieldset>
<ol>${shown.map((trial) => item(trial, byId.get(trial.id), style))}</ol>
</section>
`;
}

function item(trial: Trial, excerpt: Excerpt | undefined, style: ChartStyle): Markup {
  const outcome = outcomeOf(trial);
  const depth = trial.actual.goldDepths[0] ?? trial.cell.depth;
  const where = trial.actual.depthUnknown === true ? "depth not recorded" : `depth ${percent(depth)}`;
  const place = `${modelLabel({ model: trial.model, simulated: trial.simulated === true }, style)}, ${trial.task}, ${grouped(trial.cell.contextLength)} tokens, ${where}`;
  return html`<li class="${outcome}"><details><summary><b>${outcome === "unscored" ? trial.status : outcome}</b> ${place}</summary>
<dl>
${excerpt === undefined ? undefined : promptOf(excerpt)}
${trial.source === undefined ? undefined : sourceOf(trial.source)}
<dt>Answered</dt><dd><pre>${cut(trial.output ?? "(nothing came back)", LONGEST_ANSWER)}</pre></dd>
${trial.score?.decoy === undefined ? undefined : html`<dt>Took instead</dt><dd>${cut(trial.score.decoy, LONGEST_ANSWER)}</dd>`}
${trial.error === undefined ? undefined : html`<dt>Error</dt><dd>${trial.error.code}: ${cut(trial.error.message, LONGEST_ANSWER)}</dd>`}
${trial.published === undefined ? undefined : html`<dt>Published score</dt><dd>${cut(String(trial.published.raw), 100)}${trial.published.ours === undefined ? undefined : html` (ours: ${trial.published.ours.toFixed(2)})`}</dd>`}
<dt>Trial</dt><dd><code>${trial.id}</code></dd>
</dl></details></li>
`;
}

function promptOf(excerpt: Excerpt): Markup {
  return html`<dt>Prompt around the fact</dt><dd class="prompt">\u2026 ${cut(excerpt.before, 400)}<mark>${cut(excerpt.gold, 400)}</mark>${cut(excerpt.after, 400)} \u2026</dd>
<dt>Asked</dt><dd>${cut(excerpt.question, 400)}</dd>
<dt>Expected</dt><dd>${cut(excerpt.answers.join(" \u00b7 "), 400)}</dd>`;
}

/** Of an imported answer: its place, and what of the prompt the file holds. */
function sourceOf({ file, line, question, answers }: SourceRow): Markup {
  return html`<dt>Prompt</dt><dd>not in the imported file (${file}, line ${line})</dd>
${question === undefined ? undefined : html`<dt>Asked</dt><dd>${cut(question, 400)}</dd>`}
${answers === undefined ? undefined : html`<dt>Expected</dt><dd>${cut(answers.join(" \u00b7 "), 400)}</dd>`}`;
}
