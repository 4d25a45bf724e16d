import type { Finding, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { panelFacet } from "./panels.ts";
import { modelLabel } from "./series.ts";
import {
  type ChartStyle,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_SHAPES,
  sized,
  symbolArea,
} from "./style.ts";

const NAMES: Readonly<Record<string, string>> = {
  full: "all chunks",
  top: "the best k",
  summaries: "summaries of the best k",
  "map-reduce": "map and reduce over the best k",
};

/** Accuracy against what a question takes, one point an arm of the context: USD where known, else tokens. */
export const contextArms: ChartMaker = {
  name: "context-arms",
  title: "Accuracy against cost: all chunks, few, or shorter ones",
  needs: "context-arms",
  make(findings, style) {
    const rows = findings.find(({ name }: Finding) => name === contextArms.needs)?.rows ?? [];
    const accuracies = rows.filter(({ name, estimate }) => name === "accuracy" && estimate);
    const priced = accuracies.every((row) => amountOf(row, rows, "USD per 1,000 questions") !== undefined);
    const values = accuracies.flatMap((row) => pointOf(row, rows, priced, style));
    if (values.length === 0) return undefined;
    const panels = [...new Set(values.map(({ panel }) => panel))];
    const arms = Object.values(NAMES).filter((name) => values.some(({ arm }) => arm === name));
    const unscored = Math.max(...accuracies.map((row) => row.unscored));
    const what = priced ? "USD for 1,000 questions" : "tokens of prompts and answers, a question";
    const caption = `Share of questions answered right with 95 % intervals (Wilson), against ${what}; what the summaries and partial answers took is counted. The same n = ${Math.min(...accuracies.map(({ estimate }) => estimate?.n ?? 0)).toLocaleString("en")} questions in each arm of a panel${unscored > 0 ? `; up to ${unscored} left out because an arm was not scored` : ""}.`;
    const legend = {
      ...{ orient: "top", title: null, symbolSize: symbolArea(90, style), symbolOpacity: 1 },
      columns: style.look.name === "paper" ? 1 : 2,
    };
    const scaleOf = (range: readonly string[]): object => ({
      domain: arms,
      range: range.slice(0, arms.length),
    });
    const x = {
      field: "x",
      type: "quantitative",
      title: priced ? "USD for 1,000 questions" : "Tokens a question",
      scale: { zero: true, nice: true },
      axis: { tickCount: style.look.dense ? 3 : 6, labelExpr: "format(datum.value, ',')" },
    };
    const y = {
      field: "accuracy",
      type: "quantitative",
      title: "Right",
      scale: { domain: [0, 1] },
      axis: { values: style.look.ticks, labelExpr: "format(datum.value * 100, '.0f') + ' %'" },
    };
    return frame({ name: contextArms.name, title: contextArms.title, caption }, style, {
      data: { values },
      spacing: sized(24, style),
      ...panelFacet({ field: "panel", names: panels, breaks: "[+(]| [0-9]+ chunks" }, style),
      spec: {
        width: plotWidth(560, style),
        height: plotHeight(190, style),
        encoding: { color: { field: "arm", type: "nominal", scale: scaleOf(SERIES_COLOURS), legend } },
        layer: [
          {
            mark: { type: "rule", strokeWidth: sized(2, style), aria: false },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
          },
          {
            mark: { type: "point", filled: true, size: symbolArea(90, style), opacity: 1 },
            encoding: {
              ...{ x, y },
              shape: { field: "arm", type: "nominal", scale: scaleOf(SERIES_SHAPES), legend },
              description: { field: "label", type: "nominal" },
            },
          },
        ],
      },
    });
  },
};

function amountOf({ group }: Row, rows: readonly Row[], name: string): number | undefined {
  return rows.find(
    (row) =>
      row.name === name &&
      row.group.model === group.model &&
      row.group.chunks === group.chunks &&
      row.group.arm === group.arm,
  )?.estimate?.value;
}

/** None where nobody knows what it took. */
function pointOf(row: Row, rows: readonly Row[], priced: boolean, style: ChartStyle) {
  const { group, estimate } = row;
  const { value = 0, low = 0, high = 0, n = 0 } = estimate ?? {};
  const [prompt, output] = [amountOf(row, rows, "prompt tokens"), amountOf(row, rows, "output tokens")];
  const tokens = prompt === undefined || output === undefined ? undefined : prompt + output;
  const usd = amountOf(row, rows, "USD per 1,000 questions");
  const x = priced ? usd : tokens;
  if (x === undefined) return [];
  const panel = `${modelLabel(group, style)}, ${group.chunks} chunks`;
  const arm = NAMES[String(group.arm)] ?? String(group.arm);
  const took = priced
    ? `${Number(x.toPrecision(3))} USD for 1,000 questions`
    : `${Math.round(x).toLocaleString("en")} tokens a question`;
  const label = `${panel}, ${arm}: ${percent(value)} right (${Math.round(100 * low)} to ${Math.round(100 * high)}), ${took}, n = ${n}`;
  return [{ panel, arm, x, accuracy: value, low, high, label }];
}
