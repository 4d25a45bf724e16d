import { recallCells } from "../charts/recall-cell.ts";
import { modelLabel } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import { visibleText } from "../charts/visible-text.ts";
import type { Finding } from "../findings.ts";

const HEAD =
  "model,task,length,depth,realised_length,realised_depth,recall,low,high,n,unscored,method,lengths";

/** Recall of every cell, for a spreadsheet (RFC 4180; shares 0..1, lengths in tokens). */
export function recallCsv(findings: readonly Finding[], style: ChartStyle): string {
  const finding = findings.find(({ name }) => name === "recall-by-length-and-depth");
  const lines = recallCells(finding).map(({ row, length, askedDepth, estimate, unscored }) =>
    [
      modelLabel(row.group, style),
      row.group.task,
      length,
      askedDepth,
      row.group.realisedLength,
      row.group.realisedDepth,
      estimate?.value,
      estimate?.low,
      estimate?.high,
      estimate?.n ?? 0,
      unscored,
      estimate?.method,
      row.group.estimated === true ? "estimated" : "counted",
    ]
      .map(csvField)
      .join(","),
  );
  return `${[HEAD, ...lines].join("\n")}\n`;
}

/**
 * Numbers as they are, unknown as empty. Text that a spreadsheet would take for a formula gets an apostrophe
 * in front (OWASP, "CSV injection"), and text with separators or quotes is quoted.
 */
export function csvField(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const seen = visibleText(String(value));
  const text = /^[\s]*[=+\-@\t\r]/.test(seen) ? `'${seen}` : seen;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
