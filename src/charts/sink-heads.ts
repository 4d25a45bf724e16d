import type { Finding, Row } from "../findings.ts";
import { signedDecimals } from "../number-words.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { panelFacet } from "./panels.ts";
import { modelLabel } from "./series.ts";
import { type ChartStyle, plotWidth, sized } from "./style.ts";

const IMPORTANCE = "importance of the first token";
const ABOVE = "importance above chance";

/** Layer x head, one panel a model: the share of a head's attention that the first token gets, and that less chance. */
export const sinkHeads: ChartMaker = {
  name: "sink-heads",
  title: "Attention to the first token, by layer and head",
  needs: "attention-sink",
  make(findings, style) {
    const finding = findings.find(({ name }: Finding) => name === sinkHeads.needs);
    const cells = (finding?.rows ?? [])
      .filter(({ name, estimate }) => name === IMPORTANCE && estimate !== undefined)
      .map((row) => cellOf(row, finding!, style));
    if (finding === undefined || cells.length === 0) return undefined;
    const heads = Math.max(...cells.map(({ head }) => head)) + 1;
    const models = [...new Set(cells.map(({ model }) => model))];
    const width = plotWidth(Math.min(Math.max(heads * 64, 200), 760), style);
    const room = width / heads;
    const numbers = room >= sized(34, style);
    const step = Math.round((numbers ? 40 : 16) * style.look.type);
    const n = Math.min(
      ...finding.rows.flatMap(({ name, estimate }) => (name === ABOVE && estimate ? [estimate.n] : [])),
    );
    const chances = finding.rows.flatMap(({ name, estimate }) =>
      name === "chance" && estimate ? [estimate.value] : [],
    );
    const chance = [...new Set(chances.map((share) => `${(100 * share).toFixed(1)} %`))].join(", ");
    const caption =
      `Importance (Gu et al. 2025): mean share of attention from all queries. Uniform attention would give ${chance}` +
      `${numbers ? "; below each share, its distance from that in points, with * where the 95 % interval leaves 0 out" : ""}. ` +
      `n = ${n.toLocaleString("en")} prompts a model at least.`;
    return frame({ name: sinkHeads.name, title: sinkHeads.title, caption }, style, {
      data: { values: cells },
      spacing: sized(20, style),
      ...panelFacet({ field: "model", names: models }, style),
      spec: {
        width,
        height: { step },
        encoding: {
          x: { field: "head", type: "ordinal", title: "Head", axis: { labelAngle: 0, labelOverlap: true } },
          y: { field: "layer", type: "ordinal", title: "Layer", axis: { labelOverlap: true } },
        },
        layer: [
          {
            mark: { type: "rect", stroke: "white" },
            encoding: { color: SHARE(style), description: { field: "label", type: "nominal" } },
          },
          ...(numbers
            ? [numberAt("share", 13, "bold", -6, style), numberAt("above", 11, "normal", 9, style)]
            : []),
        ],
      },
      resolve: { scale: { y: "independent" } },
    });
  },
};

const SHARE = (style: ChartStyle): object => ({
  field: "value",
  type: "quantitative",
  title: "Attention",
  scale: { scheme: "viridis", domain: [0, 1] },
  legend: {
    orient: "top",
    direction: "horizontal",
    gradientLength: Math.min(sized(260, style), 600),
    gradientThickness: sized(12, style),
    values: [0, 0.25, 0.5, 0.75, 1],
    labelExpr: "format(datum.value * 100, '.0f') + ' %'",
    titleOrient: "left",
  },
});

function numberAt(field: string, size: number, fontWeight: string, dy: number, style: ChartStyle): object {
  return {
    mark: {
      type: "text",
      fontSize: sized(size, style),
      fontWeight,
      dy: sized(dy, style),
      baseline: "middle",
      aria: false,
    },
    encoding: {
      text: { field, type: "nominal" },
      color: { condition: { test: "datum.value < 0.45", value: "white" }, value: "black" },
    },
  };
}

function cellOf({ group, estimate }: Row, { rows }: Finding, style: ChartStyle) {
  const above = rows.find(
    (row) =>
      row.name === ABOVE &&
      row.group.model === group.model &&
      row.group.layer === group.layer &&
      row.group.head === group.head,
  )?.estimate;
  const { value = 0 } = estimate ?? {};
  const sure = above !== undefined && above.low < above.high && (above.low > 0 || above.high < 0);
  const points = (share: number): string => {
    const text = signedDecimals(100 * share, 1);
    return share > 0 && Number(text) > 0 ? `+${text}` : text;
  };
  const label =
    above === undefined
      ? ""
      : `${points(above.value)} points from chance (${points(above.low)} to ${points(above.high)}), n = ${above.n}`;
  return {
    model: modelLabel(group, style),
    layer: Number(group.layer),
    head: Number(group.head),
    value,
    share: `${(100 * value).toFixed(0)} %`,
    above: above === undefined ? "" : `${points(above.value)}${sure ? "*" : ""}`,
    label: `layer ${group.layer}, head ${group.head}: ${(100 * value).toFixed(1)} %, ${label}`,
  };
}
