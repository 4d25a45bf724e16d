import { modelLabel, sentencesOf } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import { points } from "../../charts/wording.ts";
import type { Estimate, Finding, Row } from "../../findings.ts";
import { chanceCell, grouped, percent } from "../../number-words.ts";
import { html, type Markup } from "../markup.ts";

/** Any finding as a table: a line a group, a column a measure, each with interval, n and what was left out. */
export function findingTable(finding: Finding, style: ChartStyle): Markup {
  const keys = [...new Set(finding.rows.flatMap((row) => Object.keys(row.group)))].filter(
    (key) => key !== "simulated" && key !== "estimated",
  );
  // A row that only says what the others mean is no line.
  const measured = finding.rows.filter(({ name }) => name !== "meaning");
  const names = [...new Set(measured.map((row) => row.name))];
  const groups = new Map<string, Row[]>();
  for (const row of measured) {
    const key = JSON.stringify(keys.map((name) => row.group[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const lines = [...groups.values()].map((rows) => line(rows, keys, names, style));
  // Verdicts stand in words at the head of the page.
  const sentences = sentencesOf(finding.rows, style);
  const said = finding.rows.flatMap((row) => (row.name === "verdict" ? [] : sentences(row)));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${finding.question}"><table><caption>${finding.question}</caption>
<thead><tr>${[...keys, ...names].map((name) => html`<th scope="col">${name}`)}</thead>
<tbody>${lines}</tbody></table></div>
${said.length === 0 ? undefined : html`<ul>${said.map((sentence) => html`<li>${sentence}`)}</ul>`}
`;
}

function line(
  rows: readonly Row[],
  keys: readonly string[],
  names: readonly string[],
  style: ChartStyle,
): Markup {
  const group = rows[0]?.group ?? {};
  const cells = names.map((name) => measure(rows.find((row) => row.name === name)));
  return html`<tr>${keys.map((key) => html`<th scope="row">${factor(key, group, style)}`)}${cells}
`;
}

function measure(row: Row | undefined): Markup {
  if (row === undefined) return html`<td>`;
  const e = row.estimate;
  const unscored = row.unscored > 0 ? `, ${grouped(row.unscored)} unscored` : "";
  if (e === undefined) return html`<td>${row.verdict ?? "\u2013"}${smallPrint(unscored.slice(2))}`;
  const show = unitOf(row, e);
  const p = e.p === undefined ? "" : `, p ${chanceCell(e.p)}`;
  const low =
    row.unit === undefined
      ? show(e.low).replace(/ (?:%|points|tokens)$/, "")
      : String(Number(e.low.toPrecision(3)));
  return html`<td>${show(e.value)}${row.verdict === undefined ? "" : ` ${row.verdict}`}<small>${low} to ${show(e.high)}<br>n ${grouped(e.n)}${p}${unscored}</small>`;
}

function smallPrint(text: string): Markup | undefined {
  return text === "" ? undefined : html`<small>${text}</small>`;
}

function factor(column: string, group: Row["group"], style: ChartStyle): string {
  const value = group[column];
  if (value === undefined) return "";
  if (column === "model") return modelLabel(group, style);
  if (/depth/i.test(column) && typeof value === "number") return percent(value);
  return typeof value === "number" ? grouped(value) : String(value);
}

/** Differences as points, lengths in tokens, shares as per cent. */
function unitOf(row: Row, e: Estimate): (value: number) => string {
  if (row.unit !== undefined) return (value) => `${Number(value.toPrecision(3))} ${row.unit}`;
  if (/gap|primacy|recency|difference|above chance/.test(row.name)) return points;
  if (Math.abs(e.value) > 1 || Math.abs(e.high) > 1) return (value) => `${grouped(value)} tokens`;
  return percent;
}
