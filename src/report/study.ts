import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { drawChart } from "../charts/fit.ts";
import { charts } from "../charts/index.ts";
import { type Look, WEB } from "../charts/look.ts";
import { renderPdf } from "../charts/pdf.ts";
import { renderPng } from "../charts/png.ts";
import { modelLabel } from "../charts/series.ts";
import { type ChartStyle, defaultStyle } from "../charts/style.ts";
import type { Finding } from "../findings.ts";
import { breakable } from "./breakable.ts";
import { findingCsv } from "./finding-csv.ts";
import { html, type Markup, trusted } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import type { Figure } from "./report-input.ts";
import { figureSection } from "./sections/figure.ts";
import { findingTable } from "./sections/finding-table.ts";
import { drawFigures } from "./write.ts";
import { writeWithin } from "./write-atomically.ts";

/** Findings that are not of trials: a look into a model, a stream of text. */
export interface Study {
  readonly question: string;
  /** One line below it: what was looked at, when, by which version. */
  readonly about: string;
  readonly findings: readonly Finding[];
  /** Terms and what they mean here, with their sources. */
  readonly methods: readonly (readonly [term: string, words: string])[];
  readonly command: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export interface StudyOptions {
  readonly look?: Look;
  readonly pdf?: boolean;
}

/** Rows beyond which a table is a file and not part of the page. */
const MOST_ROWS = 400;

/** Writes a study's page, charts, tables and findings into a folder, the page last. Throws `store-write`. */
export async function writeStudy(
  folder: string,
  study: Study,
  { look = WEB, pdf = look.name === "paper" }: StudyOptions = {},
): Promise<string> {
  const put = (name: string, content: string | Uint8Array): Promise<string> =>
    writeWithin(folder, name, content);
  const { findings } = study;
  await put("findings.json", `${JSON.stringify({ schema: 1, findings }, null, 2)}\n`);
  for (const finding of findings) await put(`tables/${finding.name}.csv`, findingCsv(finding, defaultStyle));
  const figures = await drawFigures(study, defaultStyle);
  for (const maker of charts) {
    const drawn =
      look === WEB
        ? figures.find(({ chart }) => chart.name === maker.name)
        : await drawChart(maker, findings, { ...defaultStyle, look });
    if (drawn === undefined) {
      for (const ending of ["vl.json", "svg", "png", "pdf"])
        await rm(join(folder, `charts/${maker.name}.${ending}`), { force: true });
      continue;
    }
    const { chart, svg } = drawn;
    await put(`charts/${chart.name}.vl.json`, `${JSON.stringify(chart.spec, null, 2)}\n`);
    await put(`charts/${chart.name}.svg`, svg);
    await put(`charts/${chart.name}.png`, await renderPng(svg, look.zoom));
    if (pdf) await put(`charts/${chart.name}.pdf`, await renderPdf(svg, chart.title));
  }
  const page = join(folder, "index.html");
  await put("index.html", studyPage(study, figures, defaultStyle, pdf));
  return page;
}

/** One self-contained page without a script: verdicts, pictures, tables, methods. */
function studyPage(study: Study, figures: readonly Figure[], style: ChartStyle, pdf: boolean): string {
  const { question, about, findings, methods, command, settings } = study;
  const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  const drawn = new Set(figures.map(({ finding }) => finding.name));
  const rest = findings.filter(({ name, rows }) => !drawn.has(name) && rows.length > 0);
  const cautions = [...new Set(findings.flatMap((finding) => finding.cautions))];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${`midspan: ${question}`}</title>
<style>${trusted(pageStyle)}</style></head><body>
<header><h1>${question}</h1>
<p class="meta">${about}</p></header>
<main>
${findings.flatMap((finding) => claimsOf(finding, style))}
<div class="cards">${findings.flatMap((finding) => cardsOf(finding, style))}</div>
${cautions.map((text) => html`<p class="simulated">${text}</p>`)}
${figures.map((figure) => figureSection(figure, shortTable(figure.finding, style), pdf))}
${rest.map((finding) => html`<details><summary>${finding.question}</summary>${shortTable(finding, style)}<p><a href="tables/${finding.name}.csv">CSV</a></p></details>`)}
<section aria-labelledby="methods"><h2 id="methods">How it was measured</h2>
<dl class="methods">${methods.map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl>
<h3>To repeat it</h3>
<pre class="command">${command}</pre>
<details><summary>Settings and versions</summary><table class="facts"><tbody>${settings.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table></details>
</section>
</main></body></html>
`.markup;
}

/** Claims that were tried on models: what was tried, and what came out for each. */
function claimsOf({ rows }: Finding, style: ChartStyle): readonly Markup[] {
  const tried = rows.filter(isTried);
  return [...new Set(tried.map(({ group }) => group.claim))].map((claim) => {
    const own = tried.filter(({ group }) => group.claim === claim);
    return html`<article class="card">
<h2>${`\u201c${claim}\u201d`}</h2>
<p>${String(own[0]?.group.experiment ?? "")}</p>
<ul>${own.map(({ group, verdict = "", sentence = "" }) => html`<li><strong>${verdict}</strong> \u00b7 ${breakable(modelLabel(group, style))}: ${breakable(sentence)}`)}</ul>
</article>
`;
  });
}

function isTried({ group, sentence }: Finding["rows"][number]): boolean {
  return group.claim !== undefined && group.model !== undefined && sentence !== undefined;
}

/** What each verdict of a finding says. */
function cardsOf({ rows }: Finding, style: ChartStyle): readonly Markup[] {
  return rows.flatMap((row) => {
    const { group, verdict, sentence } = row;
    return verdict === undefined || sentence === undefined || isTried(row)
      ? []
      : [
          html`<article class="card">
<h2>${breakable(headOf(group, style))}</h2>
<p class="verdict">${verdict}</p>
<p>${breakable(sentence)}</p>
</article>
`,
        ];
  });
}

function headOf(group: Finding["rows"][number]["group"], style: ChartStyle): string {
  return group.model === undefined ? String(group.claim ?? "") : modelLabel(group, style);
}

function shortTable(finding: Finding, style: ChartStyle): Markup | undefined {
  return finding.rows.length > MOST_ROWS ? undefined : findingTable(finding, style);
}
