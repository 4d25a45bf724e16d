import type { Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { recallCaption } from "./caption.ts";
import { drawnSeries, oneModelSentence, type Series, seriesKey, type seriesOf } from "./series.ts";
import type { ChartStyle } from "./style.ts";
import { intervalName, points } from "./wording.ts";

/** One measured gap, as a line of a forest plot. */
export interface GapLine {
  readonly row: Row;
  readonly series: string;
  readonly length: string;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: string;
  readonly label: string;
}

export interface GapLines {
  readonly series: readonly Series[];
  readonly lines: readonly GapLine[];
  /** Says too how many are left out as above the model's ability. */
  captionOf(drawn: readonly GapLine[]): string;
}

/** Gaps in the order of the rows, named for a picture. Where the fact alone is not enough there is no recall that could sag. */
export function gapLines(
  finding: Finding | undefined,
  style: ChartStyle,
  nameSeries: typeof seriesOf = drawnSeries,
): GapLines {
  const all = finding?.rows ?? [];
  const measured = all.filter((row) => row.name === "middle gap" && (row.estimate?.n ?? 0) > 0);
  const rows = measured.filter((row) => verdictBeside(row, all) !== "above its ability");
  const every = nameSeries(measured, style);
  const series = every.filter(({ key }) => rows.some((row) => seriesKey(row) === key));
  const left = every.length - series.length;
  return {
    series,
    lines: series.flatMap((one) =>
      rows.filter((row) => seriesKey(row) === one.key).map((row) => lineOf(row, one, all)),
    ),
    captionOf: (drawn) =>
      [
        ...[oneModelSentence(measured, style)].filter((sentence) => sentence !== ""),
        recallCaption(
          drawn.map((line) => line.row),
          "documents a line, each asked at the edges and in the middle",
          series.some((one) => one.simulated),
          {
            unscored: drawn.reduce((sum, { row }) => sum + row.unscored, 0),
            what: "trials at the edges and in the middle",
          },
        ),
        "Right of zero: the middle is weaker.",
        ...(left === 0 ? [] : [`Not drawn, above the model's ability: ${left} of ${every.length}.`]),
      ].join(" "),
  };
}

function lineOf(row: Row, series: Series, all: readonly Row[]): GapLine {
  const { value = 0, low = 0, high = 0, n = 0, method = "" } = row.estimate ?? {};
  const verdict = verdictBeside(row, all);
  const length = typeof row.group.length === "number" ? `${grouped(row.group.length)} tokens` : "all lengths";
  const numbers = `${points(value)} (n = ${grouped(n)}, ${intervalName(method)} ${points(low)} to ${points(high)})`;
  const label = `${series.label}, ${length}: middle gap ${numbers}, ${grouped(row.unscored)} unscored${verdict === "" ? "" : `; verdict: ${verdict}`}`;
  return { row, series: series.label, length, gap: value, low, high, verdict, label };
}

function verdictBeside(row: Row, rows: readonly Row[]): string {
  const same = (other: Row): boolean =>
    other.name === "verdict" &&
    seriesKey(other) === seriesKey(row) &&
    other.group.length === row.group.length;
  return rows.find(same)?.verdict ?? "";
}
