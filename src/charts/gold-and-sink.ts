import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { PERCENT, plainCurve } from "./plain-curve.ts";
import { modelLabel } from "./series.ts";

const LINES: Readonly<Record<string, string>> = {
  "attention to the gold": "the gold, all heads",
  "attention to the first token": "the first token, all heads",
  "attention to the gold in the head that gives it most": "the gold, in the head that looks most",
};

/** What the question's tokens attend to: the gold needle beside the first token, by depth. */
export const goldAndSink: ChartMaker = {
  name: "gold-and-sink",
  title: "Attention to the gold and to the first token, by depth",
  needs: "gold-and-sink",
  make(findings, style) {
    const rows = findings.find(({ name }) => name === goldAndSink.needs)?.rows ?? [];
    const body = plainCurve(
      {
        rows,
        line: ({ name }) => LINES[name],
        x: ({ group }) => Number(group.depth),
        xTitle: "Depth of the gold",
        xLabel: PERCENT,
        yTitle: "Attention",
        yLabel: PERCENT,
        panel: ({ group }) =>
          `${modelLabel(group, style)}, ${Number(group.length).toLocaleString("en")} tokens`,
      },
      style,
    );
    if (body === undefined) return undefined;
    const n = Math.min(...rows.flatMap(({ estimate }) => (estimate ? [estimate.n] : [])));
    const caption = `Mean share of attention that the tokens of the question give; bands: 95 % bootstrap intervals over documents. n = ${n.toLocaleString("en")} documents a point at least.`;
    return frame({ name: goldAndSink.name, title: goldAndSink.title, caption }, style, body);
  },
};
