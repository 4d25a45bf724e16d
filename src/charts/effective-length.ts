import type { Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { lineStep, nameAxis, PANEL_HEADER } from "./forest.ts";
import { frame } from "./frame.ts";
import { drawnSeries, oneModelSentence, seriesKey } from "./series.ts";
import { type ChartStyle, INK, plotWidth, sized } from "./style.ts";

/** What a bar is called, whatever the threshold in brackets behind it says. */
const BARS = /^(absolute|relative|worst-depth)\b/;

/** Bars of the longest length at which recall holds, a panel a threshold, a bar a series, lengths by doubling. */
export const effectiveLength: ChartMaker = {
  name: "effective-length",
  title: "Effective length: up to where recall holds",
  needs: "effective-length",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === effectiveLength.needs);
    const all = (finding?.rows ?? []).filter((row) => BARS.test(row.name));
    const rows = fitting(all, style);
    const measured = rows.filter((row) => (row.estimate?.value ?? 0) > 0);
    if (measured.length === 0) return undefined;
    const lengths = measured.flatMap(({ estimate }) =>
      estimate ? [estimate.value, estimate.low, estimate.high].filter((length) => length > 0) : [],
    );
    const from = Math.min(...lengths) / 2;
    const series = drawnSeries(rows, style);
    const every = new Set(all.map(seriesKey)).size;
    const labels = new Map(series.map(({ key, label }) => [key, label]));
    const panels = [...new Set(rows.map((row) => row.name))];
    const bars = rows.map((row) => barOf(row, labels.get(seriesKey(row)) ?? "", from));
    const values = [...bars, ...missingOf(bars, [...labels.values()], panels, from)];
    const width = plotWidth(420, style);
    const few = series.length < every ? ` ${series.length} of ${every} tasks and models are drawn.` : "";
    const caption = `${oneModelSentence(rows, style)} ${recallCaption(
      // What bounds a length is not an interval of it; the line below says what it is.
      rows.map((row) => ({ ...row, ...(row.estimate && { estimate: { ...row.estimate, method: "" } }) })),
      "scored trials a bar",
      series.some((s) => s.simulated),
      { unscored: unscoredOf(rows), what: "trials" },
    )} Thin line: where the ends of recall's interval hold. \u2265: recall holds at every length that was asked.${few}`.trimStart();
    return frame({ name: effectiveLength.name, title: effectiveLength.title, caption }, style, {
      data: { values },
      spacing: sized(18, style),
      facet: { row: { field: "bar", type: "nominal", sort: panels, title: null, header: PANEL_HEADER } },
      spec: {
        width,
        height: { step: lineStep([...labels.values()], style) },
        encoding: {
          y: {
            field: "series",
            type: "nominal",
            sort: series.map(({ label }) => label),
            title: null,
            axis: nameAxis(style),
          },
          x: {
            field: "from",
            type: "quantitative",
            title: "Context length (tokens, doubling)",
            scale: { type: "log", base: 2, domain: [from, Math.max(...lengths) * 1.1], nice: false },
            axis: {
              values: [...new Set(lengths)].sort((a, b) => a - b),
              labelExpr: "format(datum.value, ',')",
              labelOverlap: "greedy",
              labelSeparation: 4,
            },
          },
        },
        layer: layers(width, style),
      },
    });
  },
};

const MOST_ON_SLIDE = 6;

/** A slide keeps its shape: of many lines none could be read. Those that reach some length are drawn first. */
function fitting(rows: readonly Row[], { look }: ChartStyle): readonly Row[] {
  const keys = [...new Set(rows.map(seriesKey))];
  if (look.page?.height === undefined || keys.length <= MOST_ON_SLIDE) return rows;
  const reaching = new Set(rows.filter((row) => (row.estimate?.value ?? 0) > 0).map(seriesKey));
  const drawn = new Set([...new Set([...reaching, ...keys])].slice(0, MOST_ON_SLIDE));
  return rows.filter((row) => drawn.has(seriesKey(row)));
}

/** A bar that a series cannot have: nothing at short lengths is no base, and one length no comparison. */
function missingOf(
  bars: readonly ReturnType<typeof barOf>[],
  names: readonly string[],
  panels: readonly string[],
  from: number,
): readonly ReturnType<typeof barOf>[] {
  return panels.flatMap((bar) =>
    names
      .filter((series) => !bars.some((one) => one.bar === bar && one.series === series))
      .map((series) => {
        const text = "no base";
        const label = `${series}, ${bar}: ${text}`;
        return { series, bar, from, length: null, low: from, high: from, text, label };
      }),
  );
}

/** All bars of a series are of the same trials. */
function unscoredOf(rows: readonly Row[]): number {
  const bySeries = new Map(rows.map((row) => [seriesKey(row), row.unscored]));
  return [...bySeries.values()].reduce((sum, unscored) => sum + unscored, 0);
}

function layers(width: number, style: ChartStyle): readonly object[] {
  const place = { type: "quantitative" };
  const mark = { type: "text", align: "left", baseline: "middle", aria: false, color: INK };
  return [
    {
      transform: [{ filter: "datum.length !== null" }],
      mark: { type: "bar", color: "#56b4e9", height: sized(15, style) },
      encoding: { x2: { field: "length" }, description: { field: "label", type: "nominal" } },
    },
    {
      transform: [{ filter: "datum.length !== null && datum.low < datum.high" }],
      mark: { type: "rule", strokeWidth: sized(2, style), stroke: INK, aria: false },
      encoding: { x: { field: "low", ...place }, x2: { field: "high" } },
    },
    {
      mark: { ...mark, fontSize: sized(12, style) },
      encoding: { x: { value: width + sized(8, style) }, text: { field: "text", type: "nominal" } },
    },
  ];
}

function barOf(row: Row, series: string, from: number) {
  const { value, low = 0, high = 0, n = 0 } = row.estimate ?? {};
  const held = value === undefined || value <= 0 ? undefined : value;
  const least = row.verdict === "at least" ? "\u2265 " : "";
  const text = held === undefined ? (row.verdict ?? "not reached") : `${least}${grouped(held)}`;
  const bounds = `(n = ${grouped(n)}, ${low > 0 ? grouped(low) : "below the shortest"} to ${grouped(high)})`;
  return {
    series,
    bar: row.name,
    from,
    length: held ?? null,
    low: Math.max(low, from),
    high: Math.max(high, from),
    text,
    label: `${series}, ${row.name}: ${held === undefined ? text : `${text} tokens ${bounds}`}, ${grouped(row.unscored)} unscored`,
  };
}
