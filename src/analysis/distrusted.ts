import type { AnalysisOptions, Row } from "../findings.ts";
import { lossByDepth } from "./loss-by-depth.ts";
import type { Tally } from "./tally.ts";

/** Rows of one (model, task) whose sentences end in a warning where depth decided which of their trials were scored. */
export function distrusted(rows: readonly Row[], series: readonly Tally[], options: AnalysisOptions): Row[] {
  const loss = lossByDepth(series, options);
  if (!loss?.depends) return [...rows];
  return rows.map((row) => {
    const { length } = row.group;
    const isMeant = loss.distrusts(typeof length === "number" ? length : undefined);
    return row.sentence === undefined || !isMeant
      ? row
      : { ...row, sentence: `${row.sentence} ${loss.sentence}` };
  });
}
