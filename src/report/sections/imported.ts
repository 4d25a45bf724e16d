import { grouped, percent } from "../../number-words.ts";
import type { Agreement, ImportRecord } from "../../record.ts";
import { cut } from "../cut.ts";
import { html, type Markup } from "../markup.ts";

const MOST_FILES = 20;

/** Where imported answers come from, whose score counts, how often the two agree, and what was left out. */
export function importedSection(record: ImportRecord): Markup {
  const { format, paper, stands, scores, files, refused, refusals, agreement, notes } = record;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const whose =
    stands === "published" ? "the published one, where there is one" : "ours, where the answer is recorded";
  return html`<section aria-labelledby="imported"><h2 id="imported">Where the answers come from</h2>
<p>These answers were given elsewhere and imported (${format}: ${paper}). Nothing was asked here: prompts, tokenizers, times and costs are not known.</p>
<ul>
<li>${grouped(rows)} ${rows === 1 ? "row" : "rows"} of ${grouped(files.length)} ${files.length === 1 ? "file" : "files"}; ${refused === 0 ? "every row fits" : `${grouped(refused)} did not fit and are left out`}.</li>
<li>The score that counts is ${whose}: published for ${grouped(scores.published)}, ours for ${grouped(scores.ours)} answers.</li>
${notes.map((note) => html`<li>${note}</li>`)}
</ul>
${agreement.length === 0 ? undefined : agreementTable(agreement)}
${refusals.length === 0 ? undefined : html`<details><summary>Rows that did not fit</summary><ul>${refusals.map(({ file, line, rule }) => html`<li>${file}:${line}: ${cut(rule, 300)}</li>`)}</ul></details>`}
<details><summary>Files</summary><table class="facts"><tbody>${files.slice(0, MOST_FILES).map(({ name, sha256 }) => html`<tr><th scope="row">${name}</th><td><code>${sha256}</code></td></tr>`)}</tbody></table>${files.length > MOST_FILES ? html`<p>${grouped(files.length - MOST_FILES)} more in manifest.json.</p>` : undefined}</details>
</section>
`;
}

function agreementTable(agreement: readonly Agreement[]): Markup {
  const lines = agreement.map((one) => {
    const n = one.both + one.neither + one.publishedOnly + one.oursOnly;
    return html`<tr><th scope="row">${one.model}<td>${grouped(n)}<td>${percent((one.both + one.neither) / n)}<td>${one.kappa === undefined ? "\u2013" : one.kappa.toFixed(2)}<td>${grouped(one.publishedOnly)}<td>${grouped(one.oursOnly)}<td>${percent(one.meanPublished)}<td>${percent(one.meanOurs)}
`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Agreement"><table><caption>Our score beside the published one; a half or more counts as found</caption>
<thead><tr><th scope="col">Model<th scope="col">n<th scope="col">agree<th scope="col">kappa<th scope="col">published only<th scope="col">ours only<th scope="col">mean published<th scope="col">mean ours</thead>
<tbody>${lines}</tbody></table></div>`;
}
