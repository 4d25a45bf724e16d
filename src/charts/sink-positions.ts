import type { ChartMaker } from "./chart-maker.ts";
import { frame } from "./frame.ts";
import { PERCENT, plainCurve } from "./plain-curve.ts";

const LINES: Readonly<Record<string, string>> = {
  importance: "all heads",
  "importance in the strongest head": "the head that gives it most",
  chance: "chance (uniform attention)",
};

/** Importance of every position beside chance: a sink anywhere is a point that stands out. */
export const sinkPositions: ChartMaker = {
  name: "sink-positions",
  title: "Attention by position in the prompt",
  needs: "sink-position",
  make(findings, style) {
    const all = findings.find(({ name }) => name === sinkPositions.needs)?.rows ?? [];
    const rows = all.filter(({ name }) => LINES[name] !== undefined);
    const body = plainCurve(
      {
        rows,
        line: ({ name }) => LINES[name],
        x: ({ group }) => Number(group.position),
        xTitle: "Position (tokens, from 0)",
        yTitle: "Importance",
        yLabel: PERCENT,
        points: false,
      },
      style,
    );
    if (body === undefined) return undefined;
    const n = Math.min(...rows.flatMap(({ estimate }) => (estimate ? [estimate.n] : [])));
    const caption = `Importance (Gu et al. 2025): mean share of attention from all queries that see a position; the first half of the shortest prompt. Means over n = ${n.toLocaleString("en")} prompts, no interval.`;
    return frame({ name: sinkPositions.name, title: sinkPositions.title, caption }, style, body);
  },
};
