import { MidspanError } from "../errors.ts";
import type { Chart } from "../findings.ts";
import { textWidth } from "./text-width.ts";
import { tidySvg } from "./tidy-svg.ts";

/**
 * Draws a chart as SVG text. Equal charts give equal bytes, whatever was drawn before.
 * Vega is loaded on the first call: it costs a fifth of a second that most commands need not pay.
 * Throws `internal` where Vega finds fault with the specification.
 */
export async function renderSvg(chart: Chart): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  // Exported, replaceable, but absent from Vega's types.
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number };
  };
  textMetrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), item.fontSize ?? 11, item.fontWeight === "bold");
  const logger = strictLogger(chart.name);
  const { spec } = compile(chart.spec as never, { logger });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
  try {
    vega.resetSVGDefIds();
    return tidySvg(await view.toSVG(), chart.name);
  } finally {
    view.finalize();
  }
}

interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Errors stop the drawing; warnings (an empty panel, say) concern the reader of no picture. */
function strictLogger(name: string) {
  const fault = (...words: readonly unknown[]): never => {
    throw new MidspanError("internal", `chart ${name}; the specification must be sound: ${words.join(" ")}`);
  };
  const logger = { level, error: fault, warn: () => logger, info: () => logger, debug: () => logger };
  function level(): number;
  function level(value: number): typeof logger;
  function level(value?: number): number | typeof logger {
    return value === undefined ? 0 : logger;
  }
  return logger;
}
