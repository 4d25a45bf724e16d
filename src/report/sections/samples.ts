import { modelLabel } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import { grouped, percent } from "../../number-words.ts";
import type { Excerpt, SourceRow, Trial } from "../../record.ts";
import { cut } from "../cut.ts";
import { html, type Markup } from "../markup.ts";
import type { RecordSummary } from "../record-summary.ts";
import { outcomeOf } from "../sample-trials.ts";

const LONGEST_ANSWER = 600;
const KINDS = [
  ["all", "all"],
  ["miss", "misses"],
  ["unscored", "not scored"],
  ["hit", "hits"],
] as const;

/** What a trial was asked with, where it was not the document: its floor and its ceiling. */
const ARMS: Readonly<Record<string, string>> = {
  oracle: "oracle, the fact alone",
  "closed-book": "closed book, no document",
};
const ARM_NAMES = ["document", "fact alone (oracle)", "no document (closed book)"] as const;

/** A choice of trials by one property, as radio buttons; the style sheet alone does it, and without one all are shown. */
interface Filter {
  readonly name: string;
  readonly title: string;
  readonly values: readonly number[];
  readonly words: (value: number) => string;
}

export interface SamplesSection {
  readonly section: Markup;
  /** Rules that its buttons need: one a value, since a style sheet cannot compare. */
  readonly css: string;
}

/** Trials to look at, chosen by outcome, length and depth without a script. */
export function samplesSection(
  { shown, trials: total }: Pick<RecordSummary, "shown" | "trials">,
  excerpts: readonly Excerpt[],
  style: ChartStyle,
): SamplesSection {
  const byId = new Map(excerpts.map((excerpt) => [excerpt.trialId, excerpt]));
  const count = (kind: string): number =>
    kind === "all" ? shown.length : shown.filter((trial) => outcomeOf(trial) === kind).length;
  const buttons = KINDS.map(([kind, words]) => radio("show", kind, `${words} (${count(kind)})`));
  const filters: readonly Filter[] = [
    { name: "length", title: "Length", values: valuesOf(shown, lengthOf), words: grouped },
    {
      name: "depth",
      title: "Depth",
      values: valuesOf(shown, tenthOf),
      words: (tenth) => percent(tenth / 10),
    },
    {
      name: "arm",
      title: "Asked with",
      values: valuesOf(shown, armOf),
      words: (arm) => ARM_NAMES[arm] ?? "",
    },
  ];
  const useful = filters.filter(({ values }) => values.length > 1 && values.length <= MOST_VALUES);
  const section = html`<section class="samples" aria-labelledby="samples"><h2 id="samples">Trials to look at</h2>
<p>${grouped(shown.length)} of ${grouped(total)} trials, misses first. What a model wrote is shown as text; characters that hide are spelled out.</p>
<fieldset><legend>Show</legend>${buttons}</fieldset>
${useful.map(fieldset)}
<ol tabindex="0" aria-label="Trials">${shown.map((trial) => item(trial, byId.get(trial.id), style))}</ol>
</section>
`;
  return { section, css: useful.map(rules).join("") };
}

const MOST_VALUES = 16;

function fieldset({ name, title, values, words }: Filter): Markup {
  return html`<fieldset><legend>${title}</legend>${radio(name, "all", "all")}${values.map((value) => radio(name, String(value), words(value)))}</fieldset>
`;
}

function radio(name: string, value: string, words: string): Markup {
  return html`<label><input type="radio" name="${name}" value="${value}"${value === "all" ? html` checked` : undefined}> ${words}</label> `;
}

/** Values are numbers, so nothing of a record can end a rule. */
function rules({ name, values }: Filter): string {
  return values
    .map(
      (v) =>
        `.samples:has([name=${name}][value="${v}"]:checked) li:not([data-${name}="${v}"]){display:none}\n`,
    )
    .join("");
}

function valuesOf(trials: readonly Trial[], read: (trial: Trial) => number | undefined): readonly number[] {
  return [...new Set(trials.flatMap((trial) => read(trial) ?? []))].sort((a, b) => a - b);
}

function lengthOf({ cell }: Trial): number {
  return cell.contextLength;
}

/** An index of ARM_NAMES. */
function armOf({ cell: { factors } }: Trial): number {
  return factors.arm === "oracle" ? 1 : factors.arm === "closed-book" ? 2 : 0;
}

/** Tenths of the context; undefined where the depth is not recorded, or where there was no document. */
function tenthOf(trial: Trial): number | undefined {
  const { actual, cell } = trial;
  return actual.depthUnknown === true || armOf(trial) > 0
    ? undefined
    : Math.round((actual.goldDepths[0] ?? cell.depth) * 10);
}

function item(trial: Trial, excerpt: Excerpt | undefined, style: ChartStyle): Markup {
  const outcome = outcomeOf(trial);
  const depth = trial.actual.goldDepths[0] ?? trial.cell.depth;
  const where = trial.actual.depthUnknown === true ? "depth not recorded" : `depth ${percent(depth)}`;
  const asked = ARMS[String(trial.cell.factors.arm ?? "context")];
  const length = `${grouped(trial.cell.contextLength)} tokens`;
  const place = `${modelLabel({ model: trial.model, simulated: trial.simulated === true }, style)}, ${trial.task}, ${asked === undefined ? `${length}, ${where}` : `${asked} (cell of ${length})`}`;
  return html`<li class="${outcome}" data-length="${lengthOf(trial)}" data-depth="${tenthOf(trial) ?? "none"}" data-arm="${armOf(trial)}"><details><summary><b>${outcome === "unscored" ? trial.status : outcome}</b> ${place}</summary>
<dl>
${excerpt === undefined ? undefined : promptOf(excerpt)}
${trial.source === undefined ? undefined : sourceOf(trial.source)}
<dt>Answered</dt><dd><pre>${cut(trial.output ?? "(nothing came back)", LONGEST_ANSWER)}</pre></dd>
${trial.score?.decoy === undefined ? undefined : html`<dt>Took instead</dt><dd>${cut(trial.score.decoy, LONGEST_ANSWER)}</dd>`}
${judgedOf(trial)}
${trial.error === undefined ? undefined : html`<dt>Error</dt><dd>${trial.error.code}: ${cut(trial.error.message, LONGEST_ANSWER)}</dd>`}
${trial.published === undefined ? undefined : html`<dt>Published score</dt><dd>${cut(String(trial.published.raw), 100)}${trial.published.ours === undefined ? undefined : html` (ours: ${trial.published.ours.toFixed(2)})`}</dd>`}
<dt>Trial</dt><dd><code>${trial.id}</code></dd>
</dl></details></li>
`;
}

function judgedOf({ generation }: Trial): Markup | undefined {
  const judged = generation?.judged;
  return judged === undefined
    ? undefined
    : html`<dt>Judged by ${judged.by}, ${judged.rubric}</dt><dd>${judged.said}: <q>${cut(judged.output, 100)}</q></dd>`;
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
