import { modelLabel } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import type { Finding } from "../findings.ts";
import { csvField } from "./csv.ts";

const MEASURES = ["value", "low", "high", "n", "p", "method"] as const;

/** Every row of a finding as it is, for a spreadsheet: what it is about, what was measured, what was left out. */
export function findingCsv(finding: Finding, style: ChartStyle): string {
  const keys = [...new Set(finding.rows.flatMap((row) => Object.keys(row.group)))];
  const head = [...keys, "measure", ...MEASURES, "unscored", "verdict", "sentence"];
  const lines = finding.rows.map(({ group, name, estimate, unscored, verdict, sentence }) => [
    ...keys.map((key) => (key === "model" ? modelLabel(group, style) : group[key])),
    name,
    ...MEASURES.map((measure) => estimate?.[measure]),
    unscored,
    verdict,
    sentence,
  ]);
  return `${[head, ...lines].map((line) => line.map(csvField).join(",")).join("\n")}\n`;
}
