import { type ChartStyle, FAINT_INK, sized, symbolArea } from "./style.ts";

export interface Forest {
  /** Field by which a line is named, and the names in their order. */
  readonly line: string;
  readonly names: readonly string[];
  readonly width: number;
  /** Of the axis. */
  readonly title?: string;
  /** Least low bound of all panels. */
  readonly least: number;
  /** Greatest high bound of all panels. */
  readonly most: number;
}

/** A panel of a forest plot of gaps: zero, intervals, values, and the verdict beside each line. */
export function forestPanel(
  { line, names, width, title = "Middle gap (percentage points)", least, most }: Forest,
  style: ChartStyle,
): object {
  return {
    width,
    height: { step: lineStep(names, style) },
    encoding: {
      y: { field: line, type: "nominal", sort: names, title: null, axis: nameAxis(style) },
      x: {
        field: "gap",
        type: "quantitative",
        title,
        scale: { domain: reachOf(least, most), nice: false },
        axis: { labelExpr: "format(datum.value * 100, '.0f')", ...ticks(style) },
      },
    },
    layer: [
      {
        mark: { type: "rule", stroke: "#6e7781", aria: false },
        encoding: { x: { datum: 0 }, y: { value: 0 }, y2: { value: "height" } },
      },
      {
        mark: { type: "rule", strokeWidth: sized(2.2, style), stroke: "#0072b2", aria: false },
        encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
      },
      {
        mark: { type: "point", filled: true, size: symbolArea(80, style), opacity: 1, color: "#0072b2" },
        encoding: { description: { field: "label", type: "nominal" } },
      },
      {
        mark: {
          type: "text",
          align: "left",
          fontSize: sized(12, style),
          color: FAINT_INK,
          aria: false,
          baseline: "middle",
        },
        encoding: { x: { value: width + sized(10, style) }, text: { field: "verdict", type: "nominal" } },
      },
    ],
  };
}

/** Tenths that hold every interval, a quarter left and a half right of zero at least. */
function reachOf(least: number, most: number): readonly [number, number] {
  const out = (end: number): number => Math.ceil(end * 10 + 0.2) / 10;
  return [-Math.max(0.25, Math.min(1, out(-least))), Math.max(0.5, Math.min(1, out(most)))];
}

function ticks({ look }: ChartStyle): object {
  return look.name === "paper"
    ? { values: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1], labelOverlap: true }
    : { tickCount: 7 };
}

/** Names of models at the side of a plot; in a narrow picture they break before their cache and their mark. */
export function nameAxis(style: ChartStyle): object {
  if (style.look.name !== "paper") return {};
  const labelExpr = brokenAt(NAME_BREAKS);
  const lineHeight = sized(NAME_LINE, style);
  // Vega hangs the second line below the middle; half a line up for each puts the name beside its plot again.
  const test = `length(split(replace(datum.label, regexp('${NAME_BREAKS}', 'g'), '\\n'), '\\n')) ===`;
  const condition = [2, 3].map((lines) => ({
    test: `${test} ${lines}`,
    value: (-(lines - 1) * lineHeight) / 2,
  }));
  return { labelExpr, labelLineHeight: lineHeight, labelOffset: { condition, value: 0 } };
}

/** Height of a line of a forest or bar chart: names that break need the room of their lines. */
export function lineStep(names: readonly string[], style: ChartStyle): number {
  const breaks =
    style.look.name === "paper"
      ? names.map((name) => name.match(new RegExp(NAME_BREAKS, "g"))?.length ?? 0)
      : [];
  return sized(Math.max(26, NAME_LINE * (1 + Math.max(0, ...breaks)) + 6), style);
}

/** Where the name of a model breaks, as a pattern: before its cache and its mark. */
export const NAME_BREAKS = "[+(]";
const NAME_LINE = 12.5;

/** An expression that breaks a label before what the pattern matches. */
export function brokenAt(pattern: string): string {
  return `split(replace(datum.label, regexp('(${pattern})', 'g'), '\\n$1'), '\\n')`;
}

/** The name of a panel above it, and not along its side. */
export const PANEL_HEADER = {
  labelOrient: "top",
  labelAngle: 0,
  labelBaseline: "alphabetic",
  labelPadding: -3,
} as const;
