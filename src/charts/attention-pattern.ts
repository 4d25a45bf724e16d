import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { modelLabel } from "./series.ts";
import { plotWidth, sized } from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** Heads side by side. */
const COLUMNS = 4;

/** Of one short prompt: every head's attention, query x key, a panel a head. */
export const attentionPattern: ChartMaker = {
  name: "attention-pattern",
  title: "Attention of each head in one prompt",
  needs: "attention-pattern",
  make(findings, style) {
    const all = findings.find(({ name }) => name === attentionPattern.needs)?.rows ?? [];
    const rows = all.filter(({ estimate }) => estimate !== undefined);
    if (rows.length === 0) return undefined;
    const models = [...new Set(rows.map(({ group }) => modelLabel(group, style)))];
    const named = (group: (typeof rows)[number]["group"]): string =>
      `${models.length > 1 ? `${modelLabel(group, style)}, ` : ""}layer ${group.layer}, head ${group.head}`;
    const values = rows.map(({ group, estimate }) => ({
      panel: named(group),
      query: group.query,
      key: group.key,
      value: estimate?.value ?? 0,
    }));
    const tokens = Math.max(...values.map(({ query }) => Number(query))) + 1;
    const side = Math.round(plotWidth(170, style));
    const opening = visibleText(String(rows[0]?.group.opening ?? ""));
    const caption = `${models.length === 1 ? `${models[0]}. ` : ""}Rows: the token that attends; columns: the token attended to; darker is more, shares below 2 % are left out. One prompt (n = 1) of ${tokens} tokens: ${opening}`;
    const axis = { tickCount: 4, grid: false };
    const scale = { domain: [0, tokens], nice: false };
    return frame({ name: attentionPattern.name, title: attentionPattern.title, caption }, style, {
      data: { values },
      columns: style.look.name === "paper" ? 2 : COLUMNS,
      spacing: sized(18, style),
      facet: {
        field: "panel",
        type: "nominal",
        sort: [...new Set(values.map(({ panel }) => panel))],
        title: null,
      },
      transform: [
        { calculate: "datum.key + 1", as: "right" },
        { calculate: "datum.query + 1", as: "below" },
      ],
      spec: {
        width: side,
        height: side,
        mark: { type: "rect", aria: false },
        encoding: {
          x: { field: "key", type: "quantitative", title: null, axis, scale },
          x2: { field: "right" },
          y: { field: "query", type: "quantitative", title: null, axis, scale: { ...scale, reverse: true } },
          y2: { field: "below" },
          color: {
            field: "value",
            type: "quantitative",
            title: "Attention",
            scale: { scheme: "blues", domain: [0, 1] },
            legend: {
              orient: "top",
              direction: "horizontal",
              format: ".0%",
              titleOrient: "left",
              gradientThickness: sized(12, style),
            },
          },
        },
      },
    });
  },
};
