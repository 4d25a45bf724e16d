import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { plainCurve } from "./plain-curve.ts";
import { modelLabel } from "./series.ts";

/** Panels, by what a policy goes by. */
const FAMILIES: readonly (readonly [name: string, kinds: RegExp])[] = [
  ["recent tokens", /^(window|sinks|dense)/],
  ["other anchors, context shift", /^(anchors|after|shift|dense)/],
  ["by score", /^(knorm|h2o|snapkv|tova|dense)/],
];

/** Loss over a stream that outgrows the cache, a line a policy; the dense cache in every panel. */
export const streamLoss: ChartMaker = {
  name: "stream-loss",
  title: "Loss as a stream outgrows the cache",
  needs: "stream-loss",
  make(findings, style) {
    const rows = findings.find(({ name }) => name === streamLoss.needs)?.rows ?? [];
    const spread = FAMILIES.flatMap(([family, kinds]) => {
      const own = rows.filter(({ group }) => kinds.test(String(group.cache)));
      return own.some(({ group }) => group.cache !== "dense")
        ? own.map((row) => ({ ...row, group: { ...row.group, family } }))
        : [];
    });
    const body = plainCurve(
      {
        rows: spread.length > 0 ? spread : rows,
        line: ({ group }) => String(group.cache),
        x: ({ group }) => Number(group.tokens),
        xTitle: "Tokens of the stream",
        yTitle: "Loss (nats a token)",
        zero: false,
        panel: ({ group }) =>
          `${modelLabel(group, style)}${group.family === undefined ? "" : `: ${group.family}`}`,
        points: false,
      },
      style,
    );
    if (body === undefined) return undefined;
    const n = Math.min(...rows.flatMap(({ estimate }) => (estimate ? [estimate.n] : [])));
    const caption = `Mean loss (nats a token) before each point; bands: 95 % bootstrap intervals over n = ${n.toLocaleString("en")} streams. The streams are the same for every policy.`;
    return frame({ name: streamLoss.name, title: streamLoss.title, caption }, style, body);
  },
};
