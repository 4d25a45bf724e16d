import { modelLabel } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import type { Finding, Row } from "../../findings.ts";
import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";

/** What an experiment recommends: which order, line or place to use; a card a model and size. */
export function recommendationSection({ name: finding, rows }: Finding, style: ChartStyle): Markup {
  const said = rows.filter(({ name }) => name === "recommendation");
  return html`<div class="cards">${said.map(
    ({ group, verdict = "", sentence = "" }) => html`<article class="card">
<h2>${breakable(`${modelLabel(group, style)}, ${sizeOf(group)}`)}</h2>
<p class="verdict">${HEADLINES[finding]?.(verdict, group) ?? "not decided"}</p>
<p>${breakable(sentence)}</p>
${linesOf(rows, group)}</article>
`,
  )}</div>`;
}

/** What the lines say that an experiment calls A, B, C. */
function linesOf(rows: Finding["rows"], { model, length }: Row["group"]): Markup | undefined {
  const lines = rows.filter(
    ({ name, group }) => name === "line" && group.model === model && group.length === length,
  );
  return lines.length === 0
    ? undefined
    : html`<ul>${lines.map(({ sentence = "" }) => html`<li>${breakable(sentence)}`)}</ul>
`;
}

function sizeOf({ chunks, length }: Row["group"]): string {
  return chunks === undefined ? `${Number(length).toLocaleString("en")} tokens` : `${chunks} chunks`;
}

type Headline = (verdict: string, group: Row["group"]) => string;

/** Of experiments that are not about orders. */
const HEADLINES: Readonly<Record<string, Headline>> = {
  "opening-lines": (verdict, { arm }) => {
    if (verdict === "better") return `open with ${arm}`;
    if (verdict === "first") return "open with A";
    if (verdict === "one line") return "one line and its controls";
    return verdict === "equivalent" ? "no line is better than another" : "not decided";
  },
  "instruction-places": (verdict, { place }) => {
    if (verdict === "best") return `best at: ${place}`;
    if (verdict === "some worse") return `not worse than another: ${place}`;
    if (verdict === "not followed") return "the instruction is not followed";
    return verdict === "equivalent" ? "no place is better than another" : "not decided";
  },
  placeholders: (verdict) => {
    if (verdict === "helps") return "a placeholder helps recall";
    if (verdict === "does not help") return "no placeholder helps recall";
    return verdict === "equivalent" ? "no placeholder makes a difference to recall" : "not decided";
  },
};
