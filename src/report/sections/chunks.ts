import { modelLabel } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import type { Finding, Row } from "../../findings.ts";
import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";

/** Findings about retrieved chunks that have an answer, in the order of a page. */
export type ChunkAnswers = readonly Finding[];

/** Which findings those are, and which of their rows says it. */
const SAYING: Readonly<Record<string, string>> = {
  "chunk-orders": "recommendation",
  "chunk-counts": "verdict",
  "gold-absent": "verdict",
  "gold-pairs": "difference, ends minus middle",
  "context-arms": "verdict",
};

/** Cards of one finding that a page has room for; more are said in lines. */
const MOST_CARDS = 8;

export function chunkAnswers(findings: readonly Finding[]): ChunkAnswers {
  return Object.keys(SAYING).flatMap((name) => {
    const finding = findings.find((one) => one.name === name);
    return finding !== undefined && sayingRows(finding).length > 0 ? [finding] : [];
  });
}

/** What to do with retrieved chunks: a question each, a card a model and number of chunks (or order). */
export function chunksSection(answers: ChunkAnswers, style: ChartStyle): Markup | undefined {
  if (answers.length === 0) return undefined;
  return html`${answers.map((finding) => {
    const rows = sayingRows(finding);
    const [shown, left] = [rows.slice(0, MOST_CARDS), rows.slice(MOST_CARDS)];
    return html`${answers.length === 1 ? undefined : html`<h2>${finding.question}</h2>`}
<div class="cards">${shown.map((row) => card(finding.name, row, style))}</div>
${left.length === 0 ? undefined : html`<details><summary>${left.length} more</summary><ul>${left.map((row) => html`<li>${breakable(`${titleOf(row, style)}: ${row.sentence}`)}</li>`)}</ul></details>`}
`;
  })}`;
}

function sayingRows({ name, rows }: Finding): readonly Row[] {
  return rows.filter((row) => row.name === SAYING[name] && row.sentence !== undefined);
}

function card(finding: string, row: Row, style: ChartStyle): Markup {
  return html`<article class="card">
<h2>${breakable(titleOf(row, style))}</h2>
<p class="verdict">${headline(finding, row)}</p>
<p>${breakable(row.sentence ?? "")}</p>
</article>
`;
}

function titleOf({ name, group }: Row, style: ChartStyle): string {
  const model = modelLabel(group, style);
  // A recommendation's order is what it says, not what it is about.
  if (group.chunks === undefined || Number(group.chunks) === 0)
    return name === "verdict" && group.order !== undefined ? `${model}, ${group.order}` : model;
  return `${model}, ${group.chunks} chunks`;
}

function headline(finding: string, { verdict = "", group }: Row): string {
  switch (finding) {
    case "chunk-orders":
      return orderHeadline(verdict, String(group.order ?? "rank"));
    case "chunk-counts":
      return verdict === "hurts"
        ? "more chunks hurt"
        : verdict === "no harm"
          ? "no number of chunks hurts"
          : "cannot tell";
    case "gold-pairs":
      return PAIRS[verdict] ?? "cannot tell";
    default:
      return verdict;
  }
}

/** One at each end, against both in the middle. */
const PAIRS: Readonly<Record<string, string>> = {
  better: "the ends are better than the middle",
  worse: "the middle is better than the ends",
  equivalent: "the ends are as good as the middle",
  "at the floor": "at the floor",
};

function orderHeadline(verdict: string, order: string): string {
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
