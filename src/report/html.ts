import { createHash } from "node:crypto";
import { estimatedSentence, SIMULATED_SENTENCE } from "../charts/caption.ts";
import { sentencesOf } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import type { Finding, Row } from "../findings.ts";
import { comparisonOf } from "./comparison-parts.ts";
import { html, type Markup, trusted } from "./markup.ts";
import { outOfReach } from "./out-of-reach.ts";
import { pageScript, SCRIPT_STYLE } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import type { Figure, PageInput } from "./report-input.ts";
import { type ChunkAnswers, chunkAnswers, chunksSection } from "./sections/chunks.ts";
import { comparisonSection } from "./sections/comparison.ts";
import { costSection } from "./sections/cost.ts";
import { figureSection, fileLinks } from "./sections/figure.ts";
import { findingTable } from "./sections/finding-table.ts";
import { howSureSection } from "./sections/how-sure.ts";
import { importedSection } from "./sections/imported.ts";
import { methodsSection } from "./sections/methods.ts";
import { recallTables } from "./sections/recall-table.ts";
import { recommendationSection } from "./sections/recommendation.ts";
import { samplesSection } from "./sections/samples.ts";
import { verdictSection } from "./sections/verdict.ts";
import { verdictSummaries } from "./verdict-summary.ts";

export interface PageOptions {
  /** Whether it has a script. */
  readonly interactive?: boolean;
  /** Whether its charts are there as PDF too. */
  readonly pdf?: boolean;
}

/**
 * One self-contained page. It has no script unless it is asked to be interactive, and its policy forbids any other: were a model's answer ever to
 * slip through the escaping, the browser would still not run it, nor load anything for it.
 */
export function reportPage(
  input: PageInput,
  figures: readonly Figure[],
  style: ChartStyle,
  { interactive = false, pdf = false }: PageOptions = {},
): string {
  const { manifest, findings, record, excerpts } = input;
  const title = `midspan: ${manifest.plan.models.join(", ")}`;
  const side = figures.some(({ chart }) => chart.name === "gap-by-model");
  const compared = comparisonOf(findings);
  const once = figures.filter(({ chart }) => !isTwin(chart.name, side));
  const [first, ...others] = [...once]
    // What was compared comes first where runs were compared.
    .sort((a, b) => Number(b.finding === compared) - Number(a.finding === compared))
    .map((figure, i, drawn) =>
      figureSection(
        figure,
        isRepeated(figure, drawn.slice(0, i)) ? undefined : tableOf(figure.finding, style),
        pdf,
      ),
    );
  const samples = samplesSection(record, excerpts, style);
  const css = pageStyle + samples.css + (interactive ? SCRIPT_STYLE : "");
  const drawn = new Set(figures.map((figure) => figure.finding.name));
  const undrawn = findings.filter(
    (finding) => !drawn.has(finding.name) && finding !== compared && finding.rows.length > 0,
  );
  const inside = undrawn.filter(({ name }) => INSIDE[name] !== undefined);
  const rest = undrawn.filter((finding) => !inside.includes(finding));
  const estimated = estimatedSentence(
    findings.flatMap(({ name, rows }) => (name === "recall-by-length-and-depth" ? rows : [])),
  );
  const summaries = verdictSummaries(findings, style);
  const recommending = findings.find(
    ({ name, rows }) => RECOMMENDING.includes(name) && rows.some((row) => row.name === "recommendation"),
  );
  const ofChunks = chunkAnswers(findings);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(css, interactive)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(css)}</style></head><body>
<header><h1>${questionOf(compared, recommending, ofChunks)}</h1>
<p class="meta">${[...new Set(manifest.plan.tasks.map((task) => task.name))].join(", ")} \u00b7 ${manifest.imported === undefined ? "" : "imported "}${manifest.startedAt.slice(0, 10)} \u00b7 midspan ${manifest.midspan}</p></header>
<main>
${style.simulated.length === 0 ? undefined : html`<p class="simulated">${SIMULATED_SENTENCE}</p>`}
${estimated === "" ? undefined : html`<p class="simulated">${estimated}</p>`}
${summaries.length > MANY ? contents(once) : undefined}
${compared === undefined ? undefined : html`${comparisonSection(compared, findings, style)}${first}<h2>Each by itself: is the middle lost?</h2>`}
${chunksSection(ofChunks, style)}
${recommending === undefined ? undefined : recommendationSection(recommending, style)}
${(ofChunks.length > 0 && summaries.length === 0) || recommending !== undefined ? undefined : html`${ofChunks.length === 0 ? undefined : html`<h2>With the answer's chunk at every place: is the middle lost?</h2>`}${verdictSection(summaries, outOfReach(findings, style))}`}
${compared === undefined ? first : undefined}
${inside.map((finding) => html`<section><h2>${INSIDE[finding.name]}</h2>${findingTable(finding, style)}<p><a href="tables/${finding.name}.csv">CSV</a></p></section>`)}
${howSureSection(manifest, findings, record)}
${manifest.imported === undefined ? costSection(record.spent, manifest, findings) : undefined}
${manifest.imported === undefined ? undefined : importedSection(manifest.imported)}
${others.length === 0 ? undefined : html`<h2 id="more">More pictures</h2>${others}${side ? html`<p>Middle gaps again, a panel a model: ${fileLinks("middle-gap", pdf)}</p>` : undefined}`}
${rest.length === 0 ? undefined : html`<h2>More numbers</h2>${rest.map((finding) => restOf(finding, style))}`}
${samples.section}
${methodsSection(manifest, findings)}
</main>${interactive ? html`<script>${trusted(pageScript)}</script>` : undefined}</body></html>
`;
  return page.markup;
}

function questionOf(
  compared: Finding | undefined,
  recommending: Finding | undefined,
  ofChunks: ChunkAnswers,
): string {
  if (compared !== undefined) return "Which recalls more, and at which depths?";
  const [first, ...others] = ofChunks;
  if (first === undefined) return recommending?.question ?? "Is the middle of the context lost?";
  return others.length === 0 ? first.question : "What should be done with retrieved chunks?";
}

/** Findings that recommend something, in place of a verdict about the middle. */
const RECOMMENDING: readonly string[] = ["opening-lines", "instruction-places", "placeholders"];

/** What an experiment measured beside its answers: a part of what it found, so it is no small print. */
const INSIDE: Readonly<Record<string, string>> = {
  "opening-divergence": "How the answers part",
  "placeholder-inside": "Inside the model",
};

/** Verdicts up to which a page is short enough to be read without a list of its parts. */
const MANY = 6;

function contents(figures: readonly Figure[]): Markup {
  const links = [
    ...figures.map(({ chart }) => [`chart-${chart.name}`, chart.title] as const),
    ["how-sure", "How sure is this?"],
    ["samples", "Trials to look at"],
    ["methods", "How it was measured"],
  ] as const;
  return html`<nav aria-label="Parts of this page"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a>`)}</ul></nav>`;
}

/** Above the same numbers as another picture, of which one is enough on the page. */
function isTwin(name: string, side: boolean): boolean {
  return side && name === "middle-gap";
}

/** Whether an earlier figure's table holds these numbers: that of recall by depth has all of the heat map's. */
function isRepeated({ finding }: Figure, earlier: readonly Figure[]): boolean {
  return earlier.some(
    (one) =>
      one.finding.name === finding.name ||
      (one.finding.name === "recall-by-depth" && finding.name === "recall-by-length-and-depth"),
  );
}

function policy(css: string, interactive: boolean): string {
  const hash = (text: string): string => createHash("sha256").update(text).digest("base64");
  const script = interactive ? ` script-src 'sha256-${hash(pageScript)}';` : "";
  return `default-src 'none'; style-src 'sha256-${hash(css)}';${script} base-uri 'none'; form-action 'none'`;
}

function tableOf(finding: Finding, style: ChartStyle): Markup {
  const byDepth = finding.rows.every((row) => row.name === "recall" && "depth" in row.group);
  return byDepth ? recallTables(finding, style) : findingTable(finding, style);
}

/** Sentences of one finding that a page has room for. */
const MOST_SENTENCES = 8;

function isEmpty({ verdict }: Row): boolean {
  return verdict?.startsWith("not shown") ?? false;
}

/** A finding beyond the pictures: in sentences where it speaks, else as a table; all of it is a CSV file away. */
function restOf(finding: Finding, style: ChartStyle): Markup {
  // Of many, those that show something come first.
  const rows = [...finding.rows].sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
  const said = rows.flatMap(sentencesOf(finding.rows, style));
  const left = said.length - MOST_SENTENCES;
  const body =
    said.length === 0
      ? findingTable(finding, style)
      : html`<ul>${said.slice(0, MOST_SENTENCES).map((text) => html`<li>${text}`)}</ul>`;
  const more =
    said.length === 0
      ? ""
      : `Every number, with its interval and n${left > 0 ? `, and ${left} more sentences` : ""}: `;
  return html`<details><summary>${finding.question}</summary>${body}<p>${more}<a href="tables/${finding.name}.csv">CSV</a></p></details>`;
}
