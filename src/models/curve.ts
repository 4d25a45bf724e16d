import { MidspanError } from "../errors.ts";
import type { Depth } from "../types.ts";

/** True recall of a simulated model at the two ends and in the middle. */
export interface Curve {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

const SHAPES: Readonly<Record<string, Curve>> = {
  u: { first: 0.95, middle: 0.5, last: 0.95 },
  primacy: { first: 0.95, middle: 0.5, last: 0.5 },
  recency: { first: 0.5, middle: 0.5, last: 0.95 },
  flat: { first: 0.8, middle: 0.8, last: 0.8 },
};

/** Names of the ready curves. */
export const curveNames: readonly string[] = Object.keys(SHAPES);

const NUMBER = /^(?:0|1|0?\.\d+|1\.0+)$/;

/**
 * Reads `u`, `primacy`, `recency`, `flat`, `flat=.8`, or settings: `edge` (both ends), `first`, `middle`, `last`,
 * e.g. `edge=.95,middle=.5`; what is not set is .8. Undefined where the text is none of these.
 */
export function parseCurve(text: string): Curve | undefined {
  const ready = Object.hasOwn(SHAPES, text) ? SHAPES[text] : undefined;
  if (ready !== undefined) return ready;
  if (!text.includes("=")) return undefined;
  let curve: Curve = SHAPES.flat!;
  for (const setting of text.split(",")) {
    const [key, value = ""] = setting.split("=") as [string, string?];
    if (!NUMBER.test(value))
      throw new MidspanError("usage", `a simulated curve is not readable; a recall in 0..1: ${setting}`);
    const p = Number(value);
    if (key === "flat") curve = { first: p, middle: p, last: p };
    else if (key === "edge") curve = { ...curve, first: p, last: p };
    else if (key === "first" || key === "middle" || key === "last") curve = { ...curve, [key]: p };
    else
      throw new MidspanError(
        "usage",
        `a simulated curve is not readable; flat, edge, first, middle or last: ${setting}`,
      );
  }
  return curve;
}

/**
 * True recall at a depth: level at both ends (<= 0.1, >= 0.9) and in the middle (0.4 to 0.6), straight between,
 * so that edge minus middle, as the analysis defines them, is exactly `first or last` minus `middle`.
 */
export function trueRecall({ first, middle, last }: Curve, depth: Depth): number {
  const between = (from: number, to: number, share: number): number =>
    from + (to - from) * Math.min(1, Math.max(0, share));
  if (depth < 0.5) return between(first, middle, (depth - 0.1) / 0.3);
  return between(middle, last, (depth - 0.6) / 0.3);
}
