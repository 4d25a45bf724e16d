import type { Finding, Row } from "../findings.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { forestPanel } from "./forest.ts";
import { frame } from "./frame.ts";
import { panelHeader } from "./panels.ts";
import { modelLabel } from "./series.ts";
import { type ChartStyle, plotWidth, sized } from "./style.ts";
import { visibleText } from "./visible-text.ts";

const DIFFERENCE = "difference to rank";

/** Forest plot of the orders of retrieved chunks against the retriever's own: a line an order, a panel a model. */
export const chunkOrders: ChartMaker = {
  name: "chunk-orders",
  title: "Orders of chunks against rank",
  needs: "chunk-orders",
  make(findings, style) {
    const finding = findings.find(({ name }: Finding) => name === chunkOrders.needs);
    const rows = (finding?.rows ?? []).filter(({ name, estimate }) => name === DIFFERENCE && estimate);
    const [head] = rows;
    if (head === undefined) return undefined;
    const values = rows.map((row) => lineOf(row, style));
    const panels = [...new Set(values.map(({ panel }) => panel))];
    const unscored = Math.max(...rows.map((row) => row.unscored));
    const caption = `Share of questions answered right under each order, minus the share under rank: points with 95 % intervals (Newcombe); verdicts by the exact McNemar test, Holm over the orders of a panel. n = ${Math.min(...rows.map(({ estimate }) => estimate?.n ?? 0)).toLocaleString("en")} questions a panel at least${unscored > 0 ? `; up to ${unscored} left out because an order was not scored` : ""}.`;
    const forest = {
      line: "order",
      names: [...new Set(values.map(({ order }) => order))],
      width: plotWidth(380, style),
      title: "Difference to rank (points)",
      least: Math.min(...values.map(({ low }) => low)),
      most: Math.max(...values.map(({ high }) => high)),
    };
    return frame({ name: chunkOrders.name, title: chunkOrders.title, caption }, style, {
      data: { values },
      spacing: sized(18, style),
      facet: {
        row: {
          field: "panel",
          type: "nominal",
          sort: panels,
          title: null,
          header: panelHeader("[+(]| [0-9]+ chunks", style),
        },
      },
      spec: forestPanel(forest, style),
      resolve: { scale: { y: "independent" } },
    });
  },
};

function lineOf({ group, estimate, verdict }: Row, style: ChartStyle) {
  const { value = 0, low = 0, high = 0, n = 0 } = estimate ?? {};
  const panel = `${modelLabel(group, style)}, ${group.chunks} chunks`;
  const order = visibleText(String(group.order));
  return {
    panel,
    order,
    gap: value,
    low,
    high,
    verdict: verdict === "not shown to differ" ? "not shown" : (verdict ?? ""),
    label: `${panel}, ${order}: ${Math.round(100 * value)} points (${Math.round(100 * low)} to ${Math.round(100 * high)}), n = ${n}, ${verdict}`,
  };
}
