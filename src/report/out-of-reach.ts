import { type Series, seriesKey, seriesOf } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import type { Finding, Row } from "../findings.ts";
import { percent } from "../number-words.ts";

/** The verdict of a task that the model cannot do with the fact alone either. */
export const ABOVE_ABILITY = "above its ability";

/** The floor that such a task shows, each number as text. */
export interface OutOfReach {
  readonly series: Series;
  /** Recall in the context; from the lowest to the highest of the lengths. */
  readonly context: string;
  /** With the fact alone. */
  readonly alone: string;
  readonly without: string;
}

export const OUT_OF_REACH_HEADS = ["in context", "fact alone", "no context"] as const;

/** What stands in a table of its own, so that a report of many tasks speaks of those that a model can do first. */
export function outOfReach(findings: readonly Finding[], style: ChartStyle): readonly OutOfReach[] {
  const rowsOf = (name: string): readonly Row[] => findings.find((one) => one.name === name)?.rows ?? [];
  const verdicts = rowsOf("middle-gap").filter((row) => row.name === "verdict");
  const all = seriesOf(verdicts, style);
  // A report about one series says it in its verdict, and shows its map.
  if (all.length < 2) return [];
  return all
    .filter(({ key }) => verdicts.some((row) => seriesKey(row) === key && row.verdict === ABOVE_ABILITY))
    .map((series) => {
      const own = (row: Row): boolean => seriesKey(row) === series.key;
      const baseline = (...names: readonly string[]): readonly Row[] =>
        rowsOf("baselines").filter((row) => own(row) && names.includes(row.name));
      return {
        series,
        context: span(rowsOf("recall-by-length").filter(own)),
        alone: span(baseline("ceiling")),
        without: span(baseline("floor", "without context")),
      };
    });
}

function span(rows: readonly Row[]): string {
  const values = rows.flatMap((row) => row.estimate?.value ?? []);
  if (values.length === 0) return "\u2013";
  const [low, high] = [percent(Math.min(...values)), percent(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}
