import { estimatedMark } from "../../charts/caption.ts";
import { type RecallCell, recallCells } from "../../charts/recall-cell.ts";
import { type Series, seriesKey, seriesOf } from "../../charts/series.ts";
import type { ChartStyle } from "../../charts/style.ts";
import type { Finding } from "../../findings.ts";
import { grouped, percent } from "../../number-words.ts";
import { html, type Markup } from "../markup.ts";

/** Recall by length (down) and asked depth (across), one table a series; each cell with interval and n. */
export function recallTables(finding: Finding, style: ChartStyle): Markup {
  const cells = recallCells(finding);
  const depths = [...new Set(cells.map((cell) => cell.askedDepth))].sort((a, b) => a - b);
  const tables = seriesOf(
    cells.map((cell) => cell.row),
    style,
  ).map((series) => {
    const own = cells.filter((cell) => seriesKey(cell.row) === series.key);
    const lengths = [...new Set(own.map((cell) => cell.length))].sort(
      (a, b) => (a ?? Infinity) - (b ?? Infinity),
    );
    const lines = lengths.map((length) => line(length, depths, own));
    return html`<table><caption>${captionOf(series)}</caption>
<thead><tr><th scope="col">Tokens${estimatedMark(own.map((cell) => cell.row))}</th>${depths.map((depth) => html`<th scope="col">${percent(depth)}`)}</thead>
<tbody>${lines}</tbody></table>
`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table">${tables}</div>`;
}

function captionOf(series: Series): string {
  return `${series.label}: recall, interval and n by asked depth`;
}

function line(length: number | undefined, depths: readonly number[], own: readonly RecallCell[]): Markup {
  const found = depths.map((depth) =>
    own.find((cell) => cell.length === length && cell.askedDepth === depth),
  );
  return html`<tr><th scope="row">${length === undefined ? "all" : grouped(length)}${found.map(numbers)}
`;
}

function numbers(cell: RecallCell | undefined): Markup {
  const unscored = cell !== undefined && cell.unscored > 0 ? html`<br>${cell.unscored} unscored` : undefined;
  if (cell?.estimate === undefined) return html`<td>\u2013${unscored}`;
  const { value, low, high, n } = cell.estimate;
  const range = `${Math.round(low * 100)}\u2013${Math.round(high * 100)}`;
  return html`<td>${percent(value)}<small>${range}<br>n ${n}${unscored}</small>`;
}
