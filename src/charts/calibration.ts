import type { Finding } from "../findings.ts";
import { percent } from "../number-words.ts";
import { recallCaption } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { modelLabel } from "./series.ts";
import { plotHeight, plotWidth, SERIES_COLOURS, SERIES_SHAPES, sized, symbolArea } from "./style.ts";
import { shareInWords } from "./wording.ts";

const PERCENT = "format(datum.value * 100, '.0f') + ' %'";

/**
 * Our mean score of the answers that were published with a score, against that score. On the diagonal the two agree.
 * Rows "ours", grouped by `model` and `published` (0..1).
 */
export const calibration: ChartMaker = {
  name: "calibration",
  title: "Our score against the published one",
  needs: "published-agreement",
  make(findings, style) {
    const finding = findings.find((f: Finding) => f.name === calibration.needs);
    const rows = (finding?.rows ?? []).filter(
      (row) => row.name === "ours" && (row.estimate?.n ?? 0) > 0 && typeof row.group.published === "number",
    );
    if (rows.length === 0) return undefined;
    const values = rows.flatMap(({ group, estimate }) => {
      if (estimate === undefined) return [];
      const model = modelLabel(group, style);
      const published = Number(group.published);
      const label = `${model}: published ${percent(published)}, ours ${shareInWords(estimate)}`;
      return {
        model,
        published,
        ours: estimate.value,
        low: estimate.low,
        high: estimate.high,
        n: estimate.n,
        label,
      };
    });
    const models = [...new Set(values.map(({ model }) => model))];
    const caption = `${recallCaption(rows, "answers a point, scored twice", false)} Area of a point: how many answers. On the dotted line the two scores agree.`;
    const legend = {
      orient: "top",
      columns: style.look.name === "paper" ? 1 : 2,
      title: null,
      symbolOpacity: 1,
    };
    const scaleOf = (range: readonly string[]): object => ({
      domain: models,
      range: models.map((_, i) => range[i % range.length]),
    });
    const x = axis("published", "Published score");
    const y = axis("ours", "Our score");
    const side = plotWidth(360, style);
    return frame({ name: calibration.name, title: calibration.title, caption }, style, {
      data: { values },
      width: side,
      height: style.look.page?.height === undefined ? side : plotHeight(360, style),
      encoding: {
        color: { field: "model", type: "nominal", scale: scaleOf(SERIES_COLOURS), legend },
      },
      layer: [
        {
          data: { values: [{ from: 0, to: 1 }] },
          mark: { type: "rule", strokeDash: [1, 3], strokeWidth: 1.5, aria: false },
          encoding: {
            x: { ...x, field: "from" },
            y: { ...y, field: "from" },
            x2: { field: "to" },
            y2: { field: "to" },
            color: { value: "#57606a" },
          },
        },
        {
          mark: { type: "rule", strokeWidth: sized(1.5, style), aria: false },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
        },
        {
          mark: { type: "point", filled: true, opacity: 0.85 },
          encoding: {
            x,
            y,
            shape: { field: "model", type: "nominal", scale: scaleOf(SERIES_SHAPES), legend },
            size: {
              field: "n",
              type: "quantitative",
              scale: {
                domain: [0, Math.max(...values.map(({ n }) => n))],
                range: [symbolArea(30, style), symbolArea(420, style)],
              },
              legend: null,
            },
            description: { field: "label", type: "nominal" },
          },
        },
      ],
    });
  },
};

function axis(field: string, title: string): object {
  const scale = { domain: [0, 1], nice: false };
  return { field, type: "quantitative", title, scale, axis: { values: [0, 0.5, 1], labelExpr: PERCENT } };
}
