import type { Finding, Row } from "../findings.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { type Series, seriesKey, seriesOf } from "./series.ts";
import { FAINT_INK } from "./style.ts";
import { grouped, intervalName, points } from "./wording.ts";

/** Forest plot: edge minus middle recall with its interval, a line a length, a panel a series. */
export const middleGap: ChartMaker = {
  name: "middle-gap",
  title: "Middle gap: recall at the edges minus recall in the middle",
  needs: "middle-gap",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === middleGap.needs);
    const measured = (finding?.rows ?? []).filter(
      (row) => row.name === "middle gap" && (row.estimate?.n ?? 0) > 0,
    );
    // Where the fact alone is not enough there is no recall that could sag.
    const rows = measured.filter((row) => verdictBeside(row, finding?.rows ?? []) !== "above its ability");
    const all = seriesOf(measured, style);
    if (finding === undefined || rows.length === 0) return undefined;
    const series = all.filter(({ key }) => rows.some((row) => seriesKey(row) === key));
    const dropped = all.length - series.length;
    const values = series.flatMap((s) =>
      rows.filter((row) => seriesKey(row) === s.key).map((row) => gapOf(row, s, finding)),
    );
    const caption = `${recallCaption(
      rows,
      "documents a line, each asked at the edges and in the middle",
      series.some((s) => s.simulated),
    )} Right of zero: the middle is weaker.${dropped === 0 ? "" : ` Not drawn, above the model's ability: ${dropped} of ${all.length}.`}`;
    return frame({ name: middleGap.name, title: middleGap.title, caption }, style, {
      data: { values },
      spacing: 18,
      facet: {
        row: {
          field: "series",
          type: "nominal",
          sort: series.map((s) => s.label),
          title: null,
          header: { labelOrient: "top", labelAngle: 0, labelBaseline: "alphabetic", labelPadding: -3 },
        },
      },
      spec: {
        width: 460,
        height: { step: 26 },
        encoding: {
          y: {
            field: "length",
            type: "nominal",
            sort: [...new Set(values.map((v) => v.length))],
            title: null,
          },
          x: {
            field: "gap",
            type: "quantitative",
            title: "Middle gap (percentage points)",
            scale: { domain: [Math.min(-0.25, ...values.map((v) => v.low)), 1], nice: false },
            axis: { labelExpr: "format(datum.value * 100, '.0f')", tickCount: 7 },
          },
        },
        layer: [
          {
            mark: { type: "rule", stroke: "#6e7781", aria: false },
            encoding: { x: { datum: 0 }, y: { value: 0 }, y2: { value: "height" } },
          },
          {
            mark: { type: "rule", strokeWidth: 2.2, stroke: "#0072b2", aria: false },
            encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
          },
          {
            mark: { type: "point", filled: true, size: 80, opacity: 1, color: "#0072b2" },
            encoding: { description: { field: "label", type: "nominal" } },
          },
          {
            mark: {
              type: "text",
              align: "left",
              fontSize: 12,
              color: FAINT_INK,
              aria: false,
              baseline: "middle",
            },
            encoding: { x: { value: 470 }, text: { field: "verdict", type: "nominal" } },
          },
        ],
      },
    });
  },
};

function gapOf(row: Row, series: Series, finding: Finding) {
  const { value = 0, low = 0, high = 0, n = 0, method = "" } = row.estimate ?? {};
  const verdict = verdictBeside(row, finding.rows);
  const length = typeof row.group.length === "number" ? `${grouped(row.group.length)} tokens` : "all lengths";
  const numbers = `${points(value)} (n = ${grouped(n)}, ${intervalName(method)} ${points(low)} to ${points(high)})`;
  const label = `${series.label}, ${length}: middle gap ${numbers}, ${grouped(row.unscored)} unscored${verdict === "" ? "" : `; verdict: ${verdict}`}`;
  return { series: series.label, length, gap: value, low, high, verdict, label };
}

function verdictBeside(row: Row, rows: readonly Row[]): string {
  const same = (other: Row): boolean =>
    other.name === "verdict" &&
    seriesKey(other) === seriesKey(row) &&
    other.group.length === row.group.length;
  return rows.find(same)?.verdict ?? "";
}
