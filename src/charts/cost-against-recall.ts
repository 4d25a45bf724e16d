import type { Finding } from "../findings.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { type CostPoint, type CostPoints, costPoints } from "./cost-points.ts";
import { evenly } from "./evenly.ts";
import { frame } from "./frame.ts";
import {
  type ChartStyle,
  FAINT_INK,
  plotHeight,
  plotWidth,
  SERIES_COLOURS,
  SERIES_SHAPES,
  sized,
  symbolArea,
} from "./style.ts";

const MOST_PANELS = 6;

/** Costs that are further apart than this are set out by doubling and not by adding. */
const FAR = 4;

/** Recall with its interval over what a prompt costs: a panel a task, a mark a model, a line along the frontier. */
export const costAgainstRecall: ChartMaker = {
  name: "cost-against-recall",
  title: "Recall against what it costs",
  needs: "cost-against-recall",
  make(findings, style) {
    const found = costPoints(
      findings.find((f: Finding) => f.name === costAgainstRecall.needs),
      style,
    );
    if (found === undefined) return undefined;
    const panels = evenly([...new Set(found.points.map(({ panel }) => panel))], MOST_PANELS);
    const points = found.points.filter(({ panel }) => panels.includes(panel));
    const models = [...new Set(points.map(({ model }) => model))];
    const single = panels.length === 1;
    const caption = captionOf(found, points, style);
    const legend = {
      orient: "top",
      columns: style.look.name === "paper" || models.some((label) => label.length > 34) ? 1 : 2,
      title: null,
      symbolOpacity: 1,
      symbolSize: symbolArea(90, style),
    };
    const scaleOf = (range: readonly string[]): object => ({
      domain: models,
      range: models.map((_, i) => range[i % range.length]),
    });
    const x = costAxis(found, points, style);
    const y = recallAxis(style);
    const colour = { field: "model", type: "nominal", scale: scaleOf(SERIES_COLOURS), legend };
    return frame({ name: costAgainstRecall.name, title: costAgainstRecall.title, caption }, style, {
      data: { values: points },
      columns: single ? 1 : style.look.name === "slide" ? style.look.columns : 2,
      spacing: sized(20, style),
      facet: { field: "panel", type: "nominal", sort: panels, title: null },
      spec: {
        width: plotWidth(single ? 560 : 300, style),
        height: plotHeight(single ? 300 : 220, style),
        layer: [
          {
            transform: [{ filter: "datum.frontier" }],
            mark: {
              type: "line",
              interpolate: "step-after",
              strokeWidth: sized(1.6, style),
              strokeDash: [4, 3],
              stroke: FAINT_INK,
              aria: false,
            },
            encoding: { x, y, order: { field: "cost", type: "quantitative" } },
          },
          {
            mark: { type: "rule", strokeWidth: sized(1.8, style), aria: false },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: colour },
          },
          {
            mark: { type: "point", filled: true, size: symbolArea(110, style), opacity: 1 },
            encoding: {
              x,
              y,
              color: colour,
              shape: { field: "model", type: "nominal", scale: scaleOf(SERIES_SHAPES), legend },
              description: { field: "label", type: "nominal" },
            },
          },
        ],
      },
      resolve: { axis: { x: "independent", y: "independent" } },
    });
  },
};

function captionOf(found: CostPoints, points: readonly CostPoint[], style: ChartStyle): string {
  const simulated = points.some(({ model }) => model.endsWith(" (simulated)"));
  return [
    recallCaption(found.rows, "scored trials a mark", simulated || style.simulated.length > 0),
    "Dashed: no other recalls more for less.",
    found.measure === "prompt tokens" ? "No price known: prompts by their tokens." : "",
    found.measure !== "prompt tokens" && found.unpriced.length > 0
      ? `Not drawn, no price known: ${found.unpriced.join(", ")}.`
      : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function costAxis({ measure }: CostPoints, points: readonly CostPoint[], style: ChartStyle): object {
  const costs = points.map(({ cost }) => cost);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  const far = most / least > FAR;
  const tokens = measure === "prompt tokens";
  const domain = far ? [least / 1.5, most * 1.5] : [0, most * 1.1];
  return {
    field: "cost",
    type: "quantitative",
    title: tokens ? "Prompt (tokens)" : "USD per 1,000 prompts",
    scale: far ? { type: "log", domain, nice: false } : { domain, nice: false },
    axis: {
      ...(far ? { values: logTicks(domain as [number, number]) } : { tickCount: style.look.dense ? 3 : 5 }),
      labelExpr: "format(datum.value, datum.value < 1 ? '~g' : ',~g')",
      labelOverlap: "greedy",
    },
  };
}

/** 1, 2 and 5 times the powers of ten within the domain. */
function logTicks([low, high]: readonly [number, number]): readonly number[] {
  const powers = Array.from({ length: 24 }, (_, i) => 10 ** (i - 12));
  return powers
    .flatMap((power) => [1, 2, 5].map((digit) => Number((digit * power).toPrecision(1))))
    .filter((tick) => tick >= low && tick <= high);
}

function recallAxis({ look }: ChartStyle): object {
  return {
    field: "recall",
    type: "quantitative",
    title: "Recall",
    scale: { domain: [0, 1] },
    axis: { values: look.ticks, labelExpr: "format(datum.value * 100, '.0f') + ' %'" },
  };
}
