import type { AnalysisOptions, Row } from "../findings.ts";
import { lossByDepth } from "./loss-by-depth.ts";
import type { Tally } from "./tally.ts";

/** Rows of one (model, task) whose sentences end in a warning where depth decided which trials were scored. */
export function distrusted(rows: readonly Row[], series: readonly Tally[], options: AnalysisOptions): Row[] {
  const loss = lossByDepth(series, options);
  if (!loss?.depends) return [...rows];
  return rows.map((row) =>
    row.sentence === undefined ? row : { ...row, sentence: `${row.sentence} ${loss.sentence}` },
  );
}
