import type { Finding, Row } from "../findings.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { panelFacet } from "./panels.ts";
import { modelLabel } from "./series.ts";
import { type ChartStyle, NO_DATA, plotWidth, sized } from "./style.ts";

/** Recall over the places of two chunks that must be read together: a panel a model and number of chunks. */
export const goldPairs: ChartMaker = {
  name: "gold-pairs",
  title: "Recall by the places of two gold chunks",
  needs: "gold-pairs",
  make(findings, style) {
    const rows = findings.find(({ name }: Finding) => name === goldPairs.needs)?.rows ?? [];
    const cells = rows.filter(({ name }) => name === "recall");
    const scored = cells.flatMap(({ estimate }) => estimate ?? []);
    if (scored.length === 0) return undefined;
    const values = cells.map((row) => cellOf(row, style));
    const panels = [...new Set(values.map(({ panel }) => panel))];
    const ns = scored.map(({ n }) => n);
    const unscored = cells.reduce((sum, row) => sum + row.unscored, 0);
    const span =
      Math.min(...ns) === Math.max(...ns) ? `${ns[0]}` : `${Math.min(...ns)} to ${Math.max(...ns)}`;
    const caption = `Share of questions answered right (large) and questions (small) with the two chunks at these places of the prompt, all else equal; equal places: next to each other. n = ${span} a cell; intervals are in the table.${unscored > 0 ? ` ${unscored} answers were not scored and are in no rate.` : ""}`;
    const columns = Math.max(
      ...panels.map(
        (panel) => new Set(values.filter((one) => one.panel === panel).map(({ second }) => second)).size,
      ),
    );
    const width = Math.min(plotWidth(76 * columns, style), plotWidth(640, style));
    const axis = { labelAngle: 0, grid: false };
    const x = { field: "second", type: "ordinal", title: "Place of the chunk with the answer", axis };
    const y = {
      field: "first",
      type: "ordinal",
      title: style.look.dense ? "The other" : "Place of the other chunk",
      axis,
    };
    const ink = { condition: { test: "datum.recall < 0.45", value: "white" }, value: "black" };
    const room = width / columns;
    return frame({ name: goldPairs.name, title: goldPairs.title, caption }, style, {
      data: { values },
      spacing: sized(24, style),
      ...panelFacet({ field: "panel", names: panels, breaks: "[+(]| [0-9]+ chunks" }, style),
      spec: {
        width,
        height: { step: Math.round(40 * style.look.type) },
        encoding: { x, y },
        layer: [
          {
            transform: [{ filter: "!datum.scored" }],
            mark: { type: "rect", fill: NO_DATA, stroke: "white" },
            encoding: { description: { field: "label", type: "nominal" } },
          },
          {
            transform: [{ filter: "datum.scored" }],
            mark: { type: "rect", stroke: "white" },
            encoding: {
              description: { field: "label", type: "nominal" },
              color: {
                field: "recall",
                type: "quantitative",
                title: "Recall",
                scale: { scheme: "viridis", domain: [0, 1] },
                legend: {
                  ...{ orient: "top", direction: "horizontal", titleOrient: "left" },
                  gradientLength: Math.min(sized(260, style), width * 0.8),
                  gradientThickness: sized(12, style),
                  values: [0, 0.5, 1],
                  labelExpr: "format(datum.value * 100, '.0f') + ' %'",
                },
              },
            },
          },
          {
            transform: [{ filter: "datum.scored" }],
            mark: {
              type: "text",
              aria: false,
              fontWeight: "bold",
              fontSize: Math.min(sized(13, style), room / 2.3),
              dy: -sized(6, style),
            },
            encoding: { text: { field: "recallText", type: "nominal" }, color: ink },
          },
          {
            transform: [{ filter: "datum.scored" }],
            mark: {
              type: "text",
              aria: false,
              fontSize: Math.min(sized(11, style), room / 3),
              dy: sized(9, style),
            },
            encoding: { text: { field: "countText", type: "nominal" }, color: ink },
          },
        ],
      },
      resolve: { scale: { x: "independent", y: "independent" } },
    });
  },
};

function cellOf({ group, estimate, unscored }: Row, style: ChartStyle) {
  const panel = `${modelLabel(group, style)}, ${group.chunks} chunks`;
  const [first, second] = [Number(group.first), Number(group.second)];
  const other = first === second ? "the other next to it" : `the other in chunk ${first}`;
  const where = `${panel}, the answer in chunk ${second}, ${other}`;
  if (estimate === undefined)
    return {
      panel,
      first,
      second,
      scored: false,
      recall: 0,
      recallText: "",
      countText: "",
      label: `${where}: no scored trial, ${unscored} unscored`,
    };
  const { value, low, high, n } = estimate;
  const percent = (share: number): string => String(Math.round(100 * share));
  return {
    ...{ panel, first, second, scored: true, recall: value },
    recallText: percent(value),
    countText: String(n),
    label: `${where}: ${percent(value)} % right (${percent(low)} to ${percent(high)}), n = ${n}`,
  };
}
